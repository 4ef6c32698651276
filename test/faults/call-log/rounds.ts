import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '../chance.ts'

export interface CallLogRounds {
  /** How often the gateway is killed. */
  readonly rounds: number
  readonly seed: number
}

export interface CallLogReport {
  readonly rounds: number
  /** Calls that were answered, and those that are in the log. */
  readonly answered: number
  readonly written: number
  /** Of each round in which a call was lost: milliseconds from the answer of the oldest of them to the kill. */
  readonly lostFor: readonly number[]
  readonly violations: readonly string[]
  readonly seconds: number
}

const LONGEST_LOSS = 1000
const program = join(import.meta.dirname, 'gateway-process.ts')

/** Kills the gateway under calls, busy and quiet in turn, and looks which of those that it answered are in its log. */
export async function runCallLogRounds({ rounds, seed }: CallLogRounds): Promise<CallLogReport> {
  const random = seededRandom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-call-log-'))
  const start = performance.now()
  const made: Round[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const isBusy = round % 2 === 0
      made.push(
        await callAndKill(folder, {
          callers: isBusy ? 8 : 1,
          pause: isBusy ? 0 : 20,
          until: 800 + 1200 * random(),
        }),
      )
    }
    return { ...report(join(folder, 'calls.sqlite'), made), seconds: (performance.now() - start) / 1000 }
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Round {
  /** The token that only this round has used. */
  readonly token: string
  /** When each answer arrived, in milliseconds before the kill; the oldest first. */
  readonly answers: readonly number[]
  readonly attempted: number
}

interface Load {
  readonly callers: number
  /** Milliseconds between two calls of one caller. */
  readonly pause: number
  /** Milliseconds until the kill. */
  readonly until: number
}

async function callAndKill(folder: string, { callers, pause, until }: Load): Promise<Round> {
  const gateway = fork(program, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(gateway, 'exit')
  const [{ url, phid, token }] = await Promise.race([
    once(gateway, 'message'),
    ended.then(() => {
      throw new Error('The gateway did not start.')
    }),
  ])
  const body = new URLSearchParams({ params: JSON.stringify({ __conduit__: { token } }) })
  const times: number[] = []
  let attempted = 0
  let isOver = false
  const call = async () => {
    while (!isOver) {
      attempted += 1
      const answer = await fetch(`${url}/api/user.whoami`, { method: 'POST', body }).then((response) =>
        response.json(),
      )
      if (answer.error_code !== null) throw new Error(`a call was refused: ${answer.error_info}`)
      times.push(performance.now())
      if (pause > 0) await setTimeout(pause)
    }
  }
  const calls = Array.from({ length: callers }, () =>
    call().catch((error) => (isOver ? undefined : Promise.reject(error))),
  )
  await Promise.race([setTimeout(until), Promise.all(calls)])
  isOver = true
  const killed = performance.now()
  gateway.kill('SIGKILL')
  await ended
  await Promise.all(calls)
  const answers = times.filter((time) => time <= killed).map((time) => killed - time)
  return { token: phid, answers, attempted }
}

/** Calls are written in the order in which they were made: what is missing of a round are its last ones. */
function report(path: string, rounds: readonly Round[]): Omit<CallLogReport, 'seconds'> {
  const database = new DatabaseSync(path)
  try {
    const rows = database.prepare('SELECT count(*) AS calls FROM call_log WHERE token = ?')
    const counts = database.prepare('SELECT sum(calls) AS calls FROM call_counts WHERE token = ?')
    const violations: string[] = []
    const lostFor: number[] = []
    let written = 0
    for (const [index, { token, answers, attempted }] of rounds.entries()) {
      const found = Number(rows.get(token)?.calls)
      const counted = Number(counts.get(token)?.calls ?? 0)
      const oldestLost = answers[found]
      written += Math.min(found, answers.length)
      if (oldestLost !== undefined) lostFor.push(oldestLost)
      const of = `round ${index}:`
      if (oldestLost !== undefined && oldestLost > LONGEST_LOSS)
        violations.push(`${of} a call is lost that was answered ${Math.round(oldestLost)} ms before the kill`)
      if (found > attempted) violations.push(`${of} ${found} calls are written, and ${attempted} were made`)
      if (counted !== found) violations.push(`${of} ${counted} calls are counted, and ${found} are written`)
    }
    const { integrity_check: damage } = database.prepare('PRAGMA integrity_check').get() ?? {}
    if (damage !== 'ok') violations.push(`calls.sqlite is damaged: ${damage}`)
    const answered = rounds.reduce((sum, { answers }) => sum + answers.length, 0)
    if (written === 0) violations.push('nothing is shown: no call was written')
    return { rounds: rounds.length, answered, written, lostFor, violations }
  } finally {
    database.close()
  }
}
