import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '../chance.ts'
import { Killable } from '../killable.ts'
import { leaveAlone, liveApplication } from './application-life.ts'
import { type Checked, check, type Seen } from './check.ts'
import { brokenSecrets, type Expected, expectedSecrets } from './good-secrets.ts'
import { Ledger, RoundOver } from './ledger.ts'
import { Person, type Started } from './people.ts'
import { countsOf, expiredIn, type StagesReport } from './report.ts'
import type { Scene } from './scene.ts'
import { liveCrowd, liveToken } from './token-life.ts'

export interface StagesOptions {
  /** How often the gateway is killed. */
  readonly rounds: number
  readonly seed: number
  /** Every so many rounds, proposals are left alone until they have to be given up. @default 6 */
  readonly expiryEvery?: number
}

const DAY = 86_400
/** Longer than any overlap, and than a proposal may be idle. */
const PAST_OVERLAP = DAY + 60
const PAST_IDLE = 31 * DAY
const IDLE = 12
const LIVES = 3
const program = join(import.meta.dirname, 'gateway-process.ts')

/**
 * Kills the gateway in the middle of stage changes of applications and of rotations and ends of API tokens, again and
 * again on the same database. After each kill it looks whether anything is there by half, and after each restart which of
 * the secrets that were shown are taken, at once and after every overlap.
 */
export async function runStages({ rounds, ...options }: StagesOptions): Promise<StagesReport> {
  const folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-stages-'))
  const start = performance.now()
  const run = new Run(folder, options)
  try {
    for (let round = 0; round < rounds; round++) await run.round(round)
    await run.afterwards(rounds)
    return { rounds, ...run.report(), seconds: (performance.now() - start) / 1000 }
  } finally {
    await run.gateway.kill()
    await rm(folder, { recursive: true })
  }
}

class Run {
  readonly gateway: Killable<Started>
  readonly #data: string
  readonly #random: () => number
  readonly #expiryEvery: number
  readonly #ledger = new Ledger()
  readonly #seen: Seen = { mails: new Map() }
  readonly #violations: string[] = []
  #checked: Checked | undefined
  #expected: readonly Expected[] = []
  #secrets = 0
  /** Seconds that the clock of the gateway is ahead. */
  #ahead = 0

  constructor(folder: string, { seed, expiryEvery = 6 }: Omit<StagesOptions, 'rounds'>) {
    this.#data = join(folder, 'data')
    this.#random = seededRandom(seed)
    this.#expiryEvery = expiryEvery
    const environment = { NODE_COMPILE_CACHE: join(folder, 'compile-cache'), ...process.env }
    this.gateway = new Killable(program, environment)
  }

  async round(number: number): Promise<void> {
    const started = await this.#startAndTry(number)
    const ledger = this.#ledger
    ledger.beginRound()
    const person = (who: 'rjkaplan' | 'angie' | 'admin') => new Person(started.url, started[who])
    const [owner, crowd, admin] = [person('rjkaplan'), person('angie'), person('admin')]
    const scene: Scene = { owner, admin, ledger, random: this.#random }
    const isExpiry = number % this.#expiryEvery === this.#expiryEvery - 1
    // They are given up as soon as anybody looks: then the kill comes early.
    if (isExpiry) {
      await leaveAlone({ ...scene, owner: crowd }, IDLE)
      await this.#pass(PAST_IDLE)
    }
    const load = underLoad(scene, crowd)
    await Promise.race([this.#moment(isExpiry ? 5 : 80), load])
    ledger.endRound()
    await this.gateway.kill()
    await load
    await this.#look(number, started.angie.phid)
  }

  /** What the last kill left is tried as well. */
  async afterwards(rounds: number): Promise<void> {
    const { angie } = await this.#startAndTry(rounds)
    this.#ledger.beginRound()
    await this.gateway.kill()
    await this.#look(rounds, angie.phid)
  }

  report(): Omit<StagesReport, 'rounds' | 'seconds'> {
    return {
      counts: countsOf(this.#ledger),
      expired: expiredIn(this.#checked?.written),
      secrets: this.#secrets,
      logged: this.#seen.head?.id ?? 0,
      violations: this.#violations,
    }
  }

  async #startAndTry(round: number): Promise<Started> {
    const started = await this.gateway.start([this.#data, String(this.#ahead), String(round)])
    const { url } = started
    const after = (text: string) => `after round ${round - 1}: ${text}`
    this.#violations.push(...(await brokenSecrets(url, this.#expected, 'isGood')).map(after))
    await this.#pass(PAST_OVERLAP)
    this.#violations.push(...(await brokenSecrets(url, this.#expected, 'isLast')).map(after))
    this.#violations.push(...(await this.#stillIdle(new Person(url, started.admin))).map(after))
    this.#secrets += this.#expected.length
    return started
  }

  /** Somewhere in what happens after the next few answers, however fast the machine is. */
  async #moment(mostAnswers: number): Promise<void> {
    const [answers, milliseconds] = [1 + Math.floor(this.#random() * mostAnswers), this.#random() * 15]
    await this.#ledger.answered(answers)
    await setTimeout(milliseconds)
  }

  async #stillIdle(admin: Person): Promise<string[]> {
    const { idle } = this.#ledger
    if (idle.size === 0) return []
    const constraints = { clientIDs: [...idle], stages: ['proposed'] }
    const found = await admin.call('application.search', { constraints })
    if (!found) return ['application.search was refused']
    const names = (found.data as { readonly fields: { readonly name: string } }[]).map(
      ({ fields }) => fields.name,
    )
    return names.map((name) => `“${name}” was left alone, and is still proposed`)
  }

  async #pass(seconds: number): Promise<void> {
    this.#ahead += seconds
    await this.gateway.tell(this.#ahead)
  }

  async #look(round: number, crowd: string): Promise<void> {
    const now = Math.floor(Date.now() / 1000) + this.#ahead
    const [ledger, seen] = [this.#ledger, this.#seen]
    this.#checked = await check(this.#data, { ledger, seen, now, crowd })
    this.#violations.push(...this.#checked.violations.map((text) => `round ${round}: ${text}`))
    this.#expected = expectedSecrets(this.#checked.written, ledger, now)
  }
}

/** Everybody at once, until the round is over. */
async function underLoad(scene: Scene, crowd: Person): Promise<void> {
  const { ledger } = scene
  const again = async (live: () => Promise<unknown>) => {
    while (!ledger.isOver) await live()
  }
  const lives = [
    ...Array.from({ length: LIVES }, () => again(() => liveApplication(scene))),
    ...Array.from({ length: LIVES }, () => again(() => liveToken(scene))),
    again(() => liveCrowd(crowd, ledger)),
  ]
  // Whoever got no answer because of the kill is at the end as well.
  await Promise.all(
    lives.map((life) =>
      life.catch((error) => {
        if (!ledger.isOver && !(error instanceof RoundOver)) throw error
      }),
    ),
  )
}
