import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '../chance.ts'
import { type KnownSecrets, violationsOf } from './look.ts'

export interface DecisionRounds {
  /** How often the gateway is killed. */
  readonly rounds: number
  readonly seed: number
}

export interface DecisionReport {
  readonly rounds: number
  readonly applications: number
  /** Entries of their histories. */
  readonly changes: number
  readonly secrets: number
  readonly violations: readonly string[]
  readonly seconds: number
}

/** Seconds between two rounds, by the gateway's clock: less than an overlap, so that some are still open. */
const STEP = 40
const BEGINNING = 1_800_000_000
const program = join(import.meta.dirname, 'decisions-process.ts')

/**
 * Kills the gateway while applications are decided about and secrets are replaced, and looks each time whether what is
 * left is whole: no half approval, never two secrets past their overlap, and history, rules and security log of one mind.
 */
export async function runDecisionRounds({ rounds, seed }: DecisionRounds): Promise<DecisionReport> {
  const random = seededRandom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-decisions-'))
  const start = performance.now()
  const known: KnownSecrets = new Map()
  const violations: string[] = []
  let [applications, changes] = [0, 0]
  try {
    for (let round = 0; round < rounds; round++) {
      const now = BEGINNING + round * STEP
      await workAndKill({ folder, now, seed: seed + round, until: 20 + 130 * random() }, known)
      const found = await violationsOf(folder, { now, known })
      violations.push(...found.violations.map((violation) => `round ${round}: ${violation}`))
      ;({ applications, changes } = found)
    }
    if (changes === 0) violations.push('nothing is shown: nothing was changed')
    const secrets = [...known.values()].flat().length
    const seconds = (performance.now() - start) / 1000
    return { rounds, applications, changes, secrets, violations, seconds }
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Work {
  readonly folder: string
  readonly now: number
  readonly seed: number
  /** Milliseconds from the first secret until the kill. */
  readonly until: number
}

async function workAndKill({ folder, now, seed, until }: Work, known: KnownSecrets): Promise<void> {
  const gateway = fork(program, [folder, String(now), String(seed)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(gateway, 'exit')
  let isKilled = false
  gateway.on('message', ({ of, secret }: { of: string; secret: string }) => {
    known.set(of, [...(known.get(of) ?? []), secret])
  })
  const failed = ended.then(() => {
    if (!isKilled) throw new Error('The gateway ended by itself.')
  })
  await Promise.race([once(gateway, 'message'), failed])
  await Promise.race([setTimeout(until), failed])
  isKilled = true
  gateway.kill('SIGKILL')
  await ended
}
