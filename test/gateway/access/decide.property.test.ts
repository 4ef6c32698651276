import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decide, type Question } from '../../../gateway/src/access/decide.ts'
import { covers } from '../../../gateway/src/access/scope.ts'
import { question } from './generate.ts'
import { isAllowedBy, isDenied } from './oracle.ts'

const CASES = 120_000

/** What was decided, so that a generator that only ever meets one answer does not go unnoticed. */
const seen = new Map<string, number>()

function parties({ rules, grant, token, call }: Question) {
  return {
    rules: isAllowedBy(rules, call),
    grant: isAllowedBy(grant, call),
    token: isAllowedBy(token.scopes, call),
  }
}

it(`over ${CASES} cases a call passes exactly when every party allows it, and the reason names who does not`, () => {
  fc.assert(
    fc.property(question, (asked) => {
      const decision = decide(asked)
      const by = parties(asked)
      const answer = decision.allowed ? 'allowed' : decision.reason
      seen.set(answer, (seen.get(answer) ?? 0) + 1)

      const allAllow = !isDenied(asked) && by.rules && by.grant && by.token
      if (decision.allowed !== allAllow) throw new Error(`decided ${answer}, parties ${JSON.stringify(by)}`)
      if (decision.allowed) return
      if (decision.reason === 'token_expired' && asked.token.expiresAt > asked.now)
        throw new Error('not expired')
      if (decision.reason === 'scope_not_allowed' && by.rules) throw new Error('the administrator allows it')
      if (decision.reason === 'scope_not_granted' && (!by.rules || (by.grant && by.token))) {
        throw new Error('it is not for the user to grant')
      }
      const { needed, missing, granted } = decision
      if (missing.some((scope) => !needed.includes(scope))) throw new Error('missing what is not needed')
      for (const scope of granted) {
        if (!covers(asked.grant, scope) || !covers(asked.token.scopes, scope))
          throw new Error(`no grant: ${scope}`)
      }
    }),
    { numRuns: CASES },
  )
  for (const answer of [
    'allowed',
    'token_expired',
    'scope_not_offered',
    'scope_not_allowed',
    'scope_not_granted',
  ]) {
    expect(seen.get(answer) ?? 0, answer).toBeGreaterThan(CASES / 200)
  }
}, 60_000)

it('what is missing is exactly what has to be granted for the call to pass', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const decision = decide(asked)
      if (decision.allowed || decision.reason !== 'scope_not_granted') return
      const grant = new Set([...asked.grant, ...decision.missing])
      const scopes = new Set([...asked.token.scopes, ...decision.missing])
      expect(decide({ ...asked, grant, token: { ...asked.token, scopes } }).allowed).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

it('nobody gets less by being allowed more', () => {
  fc.assert(
    fc.property(question, question, (asked, other) => {
      if (!decide(asked).allowed) return
      const more = {
        ...asked,
        rules: new Set([...asked.rules, ...other.rules]),
        grant: new Set([...asked.grant, ...other.grant]),
        token: { ...asked.token, scopes: new Set([...asked.token.scopes, ...other.token.scopes]) },
      }
      expect(decide(more).allowed).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})
