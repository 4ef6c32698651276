import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findMove,
  firstStage,
  moves,
  movesFrom,
  type Party,
  type Stage,
  stages,
} from '../../../gateway/src/applications/stages.ts'

const stage = fc.constantFrom(...stages)
const party = fc.constantFrom<Party>('administrator', 'owner', 'gateway')
const parties = fc.subarray<Party>(['administrator', 'owner', 'gateway'])

/** The stages that the design names, and nothing else. */
const designed: readonly [Stage, Stage][] = [
  ['proposed', 'approved'],
  ['proposed', 'rejected'],
  ['proposed', 'expired'],
  ['approved', 'disabled'],
  ['disabled', 'approved'],
]

describe('the stages of an application', () => {
  it('are left only by the ways that there are', () => {
    fc.assert(
      fc.property(stage, stage, parties, (from, to, who) => {
        const isDesigned = designed.some(([a, b]) => a === from && b === to)
        if (findMove(from, to, who)) expect(isDesigned).toBe(true)
        if (isDesigned && who.length === 3) expect(findMove(from, to, who)).toBeDefined()
      }),
    )
  })

  it('are never left by somebody who is nothing to it', () => {
    fc.assert(fc.property(stage, stage, (from, to) => findMove(from, to, []) === undefined))
  })

  it('come to approved, whoever tries what, only by an administrator or by a rule', () => {
    const attempt = fc.record({ to: stage, by: party })
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        let now: Stage = firstStage({ ownerOnly: false })
        let approvals = 0
        for (const { to, by } of attempts) {
          const move = findMove(now, to, [by])
          if (!move) continue
          if (to === 'approved') {
            approvals += 1
            expect(by).not.toBe('owner')
          }
          now = to
        }
        if (now === 'approved' || now === 'disabled') expect(approvals).toBeGreaterThan(0)
      }),
    )
  })

  it('end where a proposal was rejected or given up', () => {
    for (const end of ['rejected', 'expired'] as const) {
      expect(movesFrom(end, ['administrator', 'owner', 'gateway'])).toEqual([])
    }
  })

  it('ask for a reason when something is taken from somebody', () => {
    const forced = moves
      .filter(({ reason }) => reason === 'mandatory')
      .map(({ from, to, by }) => [from, to, by])
    expect(forced).toEqual([
      ['proposed', 'rejected', ['administrator']],
      ['approved', 'disabled', ['administrator']],
    ])
  })

  it('begin with approved only for an application of its owner alone', () => {
    expect(firstStage({ ownerOnly: true })).toBe('approved')
    expect(firstStage({ ownerOnly: false })).toBe('proposed')
  })
})
