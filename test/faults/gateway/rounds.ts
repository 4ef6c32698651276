import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { explainBreak } from '../../../gateway/src/audit/explain.ts'
import { verifySecurityLog } from '../../../gateway/src/audit/verify.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import { openTokenKey } from '../../../gateway/src/tokens/open-token-key.ts'
import { freePort } from '../../gateway/web-servers/start-web-server.ts'
import { seededRandom } from '../chance.ts'
import { type Condition, conditions, FaultyPhorge } from './faulty-phorge.ts'
import { Ledger } from './ledger.ts'
import { goThroughOnce } from './people.ts'
import { RunningGateway } from './running-gateway.ts'
import { createTask } from './writer.ts'

export interface RoundsOptions {
  /** How often the gateway is killed; each time in the next condition of Phorge. */
  readonly rounds: number
  readonly seed: number
}

export interface RoundsReport {
  readonly rounds: number
  /** Milliseconds from starting the gateway, or from Phorge being well again, until a call was answered. */
  readonly restarts: readonly number[]
  readonly recoveries: Readonly<Record<Condition, readonly number[]>>
  readonly promised: Readonly<Record<string, number>>
  readonly attempted: number
  readonly unknown: number
  /** Tasks that Phorge created more than once. */
  readonly twice: readonly string[]
  readonly lost: readonly string[]
  readonly seconds: number
}

const WRITERS = 6
const PEOPLE = 2
const LONGEST_RECOVERY = 2000

/**
 * Kills the gateway under load, again and again on the same databases, while Phorge is well, killed, hung, or answers
 * garbage; and then looks whether everything is there that the gateway had promised, and nothing twice.
 */
export async function runRounds({ rounds, seed }: RoundsOptions): Promise<RoundsReport> {
  const random = seededRandom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-faults-'))
  const phorge = await FaultyPhorge.start()
  const gateway = new RunningGateway({ phorge: phorge.url, folder, port: await freePort() })
  const ledger = new Ledger()
  const restarts: number[] = []
  const lost: string[] = []
  const recoveries = { well: [], killed: [], hung: [], garbage: [] } as Record<Condition, number[]>
  const start = performance.now()
  const pause = (from: number, to: number) => setTimeout(from + (to - from) * random())
  try {
    restarts.push(await timed(() => startAndCall(gateway, ledger, 'first')))
    for (let round = 0; round < rounds; round++) {
      const condition = conditions[round % conditions.length] ?? 'well'
      const load = new Load(gateway, ledger, `round ${round}`)
      await pause(50, 200)
      await phorge.fallIll(condition)
      await pause(20, 150)
      // Every other time Phorge recovers before the gateway is killed, and has to be found well again.
      if (condition !== 'well' && round % 8 < 4) {
        await phorge.recover()
        recoveries[condition].push(await timed(() => untilDone(gateway, ledger, `recovery ${round}`)))
        await pause(20, 100)
      }
      await gateway.kill()
      lost.push(...(await brokenChain(join(folder, 'data'), round)))
      await load.end()
      await phorge.recover()
      restarts.push(await timed(() => startAndCall(gateway, ledger, `restart ${round}`)))
      await load.sendAgain()
    }
    await gateway.kill()
    const dataDirectory = join(folder, 'data')
    const database = await openDatabase(dataDirectory)
    const tokenKey = await openTokenKey(readConfig({ options: { dataDirectory } }), database)
    lost.push(...(await ledger.missing({ database, tokenKey }, phorge)))
    await database.destroy()
    return {
      rounds,
      restarts,
      recoveries,
      promised: {
        applications: ledger.applications.size,
        rules: ledger.rules.size,
        grants: ledger.grants.size,
        'access tokens': ledger.accessTokens.size,
        'API tokens': ledger.apiTokens.size,
        writes: ledger.writes.size,
      },
      attempted: ledger.attempted.size,
      unknown: ledger.unknown.size,
      twice: [...phorge.created].filter(([, times]) => times > 1).map(([title]) => title),
      lost,
      seconds: (performance.now() - start) / 1000,
    }
  } finally {
    await gateway.kill()
    await phorge.close()
    await rm(folder, { recursive: true })
  }
}

/** Whether the security log is one chain, as the gateway left it. */
async function brokenChain(folder: string, round: number): Promise<string[]> {
  const database = await openDatabase(folder)
  try {
    const found = await verifySecurityLog(database)
    return found.intact ? [] : [`the security log after round ${round}: ${explainBreak(found)}`]
  } finally {
    await database.destroy()
  }
}

/** What everybody does at the same time, until the gateway is gone. */
class Load {
  readonly #gateway: RunningGateway
  readonly #ledger: Ledger
  readonly #workers: Promise<void>[]
  /** Writes without an answer. */
  readonly #open = new Set<string>()
  #isOver = false

  constructor(gateway: RunningGateway, ledger: Ledger, name: string) {
    this.#gateway = gateway
    this.#ledger = ledger
    this.#workers = [
      ...Array.from({ length: WRITERS }, (_, worker) => this.#write(`${name}, writer ${worker}`)),
      ...Array.from({ length: PEOPLE }, (_, worker) => this.#goThrough(`${name}, person ${worker}`)),
    ]
  }

  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#workers)
  }

  /** As a client does that got no answer: with the same key. */
  async sendAgain(): Promise<void> {
    await Promise.all([...this.#open].map((title) => createTask(this.#gateway, this.#ledger, title)))
  }

  async #write(name: string): Promise<void> {
    for (let number = 0; !this.#isOver; number++) {
      const title = `${name}, ${number}`
      const outcome = await createTask(this.#gateway, this.#ledger, title)
      if (outcome !== 'done') this.#open.add(title)
      // Whoever is refused at once must not keep the machine busy with being refused.
      if (outcome === 'again') await setTimeout(10)
    }
  }

  async #goThrough(name: string): Promise<void> {
    for (let number = 0; !this.#isOver; number++) {
      await goThroughOnce(this.#gateway, this.#ledger, `${name}, ${number}`).catch(() => setTimeout(10))
    }
  }
}

async function startAndCall(gateway: RunningGateway, ledger: Ledger, title: string): Promise<void> {
  await gateway.start()
  await untilDone(gateway, ledger, title)
}

async function untilDone(gateway: RunningGateway, ledger: Ledger, title: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    // A key of its own each time: after an unknown outcome the same one is refused, and rightly.
    if ((await createTask(gateway, ledger, `${title}, ${attempt}`)) === 'done') return
    await setTimeout(10)
  }
  throw new Error(`No call was answered: ${title}.`)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** What is wrong; nothing when every promise was kept. */
export function brokenPromises({ lost, twice, promised }: RoundsReport): string[] {
  return [
    ...lost,
    ...twice.map((title) => `“${title}” was created twice`),
    ...Object.entries(promised)
      .filter(([, count]) => count === 0)
      .map(([what]) => `nothing is shown of ${what}: none was promised`),
  ]
}

/** What took too long. On a machine that does other things it says nothing of the gateway. */
export function slowRecoveries({ restarts, recoveries }: RoundsReport): string[] {
  const slow = (what: string, times: readonly number[]) =>
    times
      .filter((time) => time > LONGEST_RECOVERY)
      .map((time) => `${what} took ${Math.round(time)} ms, and ${LONGEST_RECOVERY} is the most`)
  return [
    ...slow('a restart', restarts),
    ...Object.entries(recoveries).flatMap(([condition, times]) =>
      slow(`recovery after “${condition}”`, times),
    ),
  ]
}
