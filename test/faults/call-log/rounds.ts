import { type ChildProcess, fork } from 'node:child_process'
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

interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<unknown>
  readonly url: string
  readonly phid: string
  readonly token: string
}

async function start(folder: string): Promise<Started> {
  const child = fork(program, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const didNotStart = ended.then(() => {
    throw new Error('The gateway did not start.')
  })
  const [message] = await Promise.race([once(child, 'message'), didNotStart])
  return { process: child, ended, ...message }
}

async function callAndKill(folder: string, { callers, pause, until }: Load): Promise<Round> {
  const gateway = await start(folder)
  const answered: number[] = []
  let attempted = 0
  let isOver = false
  const callOn = async () => {
    while (!isOver) {
      attempted += 1
      await call(gateway)
      answered.push(performance.now())
      if (pause > 0) await setTimeout(pause)
    }
  }
  // The call under way when the gateway is killed fails, and is to.
  const ends = Array.from({ length: callers }, () =>
    callOn().catch((error) => (isOver ? undefined : Promise.reject(error))),
  )
  await Promise.race([setTimeout(until), Promise.all(ends)])
  isOver = true
  const killed = performance.now()
  gateway.process.kill('SIGKILL')
  await gateway.ended
  await Promise.all(ends)
  const answers = answered.filter((time) => time <= killed).map((time) => killed - time)
  return { token: gateway.phid, answers, attempted }
}

async function call({ url, token }: Started): Promise<void> {
  const body = new URLSearchParams({ params: JSON.stringify({ __conduit__: { token } }) })
  const response = await fetch(`${url}/api/user.whoami`, { method: 'POST', body })
  const { error_info } = (await response.json()) as { error_info: string | null }
  if (error_info !== null) throw new Error(`A call was refused: ${error_info}`)
}

/** Calls are written in the order in which they were made: what is missing of a round are its last ones. */
function report(path: string, rounds: readonly Round[]): Omit<CallLogReport, 'seconds'> {
  const database = new DatabaseSync(path)
  try {
    const kept = rounds.map((round) => keptOf(database, round))
    const written = kept.reduce((sum, { written }) => sum + written, 0)
    const { integrity_check: damage } = database.prepare('PRAGMA integrity_check').get() ?? {}
    return {
      rounds: rounds.length,
      answered: rounds.reduce((sum, { answers }) => sum + answers.length, 0),
      written,
      lostFor: kept.flatMap(({ lostFor }) => lostFor ?? []),
      violations: [
        ...kept.flatMap(({ violations }, index) => violations.map((text) => `round ${index}: ${text}`)),
        ...(damage === 'ok' ? [] : [`calls.sqlite is damaged: ${damage}`]),
        ...(written === 0 ? ['nothing is shown: no call was written'] : []),
      ],
    }
  } finally {
    database.close()
  }
}

interface Kept {
  /** Calls that were answered and are in the log. */
  readonly written: number
  readonly lostFor: number | undefined
  readonly violations: readonly string[]
}

function keptOf(database: DatabaseSync, { token, answers, attempted }: Round): Kept {
  const numberOf = (what: string) =>
    Number(database.prepare(`SELECT ${what} WHERE token = ?`).get(token)?.calls ?? 0)
  const found = numberOf('count(*) AS calls FROM call_log')
  const counted = numberOf('sum(calls) AS calls FROM call_counts')
  const lostFor = answers[found]
  return {
    written: Math.min(found, answers.length),
    lostFor,
    violations: [
      ...((lostFor ?? 0) > LONGEST_LOSS
        ? [`a call is lost that was answered ${Math.round(lostFor ?? 0)} ms before the kill`]
        : []),
      ...(found > attempted ? [`${found} calls are written, and ${attempted} were made`] : []),
      ...(counted === found ? [] : [`${counted} calls are counted, and ${found} are written`]),
    ],
  }
}
