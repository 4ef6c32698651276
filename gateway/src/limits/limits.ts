import type { Config } from '../config.ts'
import { DailyCalls, type DailyCallsParts } from './daily-calls.ts'
import { Meter } from './meter.ts'
import { networkOf } from './network.ts'
import { allQuotas, noQuotas, type Quotas } from './quotas.ts'
import type { Policy, Standing } from './standing.ts'
import { DAY } from './usage.ts'

const MINUTE = 60
/** Seconds that a quota which another process has changed may be unknown here. */
const RELOAD = 5

/** Whoever is counted together. */
export interface CallingParty {
  /** An API token, or what one person granted one application: a new access token of it is no new caller. */
  readonly token: string
  /** Of an application. */
  readonly clientId?: string | undefined
}

type LimitsParts = DailyCallsParts & {
  readonly config: Pick<Config, 'rateLimitToken' | 'rateLimitApplication' | 'rateLimitAddress'>
}

/**
 * How often may be called: from one address, with one token, by one application in a minute and in a day. Minutes are
 * counted in memory, by each process of the gateway for itself; days in the database, by all of them together.
 */
export class Limits {
  readonly #parts: LimitsParts
  readonly #daily: DailyCalls
  readonly #addresses: Meter
  readonly #tokens: Meter
  readonly #applications: Meter
  #quotas: ReadonlyMap<string, Quotas>
  #loadedAt: number

  private constructor(parts: LimitsParts, daily: DailyCalls, quotas: ReadonlyMap<string, Quotas>) {
    this.#parts = parts
    this.#daily = daily
    this.#quotas = quotas
    this.#loadedAt = parts.now()
    this.#addresses = new Meter(parts.now, MINUTE)
    this.#tokens = new Meter(parts.now, MINUTE)
    this.#applications = new Meter(parts.now, MINUTE)
  }

  static async open(parts: LimitsParts): Promise<Limits> {
    return new Limits(parts, await DailyCalls.open(parts), await allQuotas(parts.database))
  }

  /** Counts a call of which nothing is known but its address. `undefined` without such a limit. */
  ofAddress(address: string): Standing | undefined {
    return taken(this.#addresses, networkOf(address), 'address', this.#parts.config.rateLimitAddress)
  }

  /** Counts a call of somebody who was recognized. The last one is the one that does not pass, if one does not. */
  ofParty({ token, clientId }: CallingParty): Standing[] {
    const ofToken = taken(this.#tokens, token, 'token', this.#parts.config.rateLimitToken)
    const standings = ofToken ? [ofToken] : []
    // What one person's token is refused takes nothing from what the application has for all.
    if (clientId === undefined || ofToken?.passes === false) return standings
    for (const standing of this.#ofApplication(clientId)) {
      standings.push(standing)
      if (standing.passes) continue
      this.#daily.countRefused(clientId)
      return standings
    }
    this.#daily.count(clientId)
    return standings
  }

  /** After an administrator has changed them. */
  async reload(): Promise<void> {
    this.#loadedAt = this.#parts.now()
    this.#quotas = await allQuotas(this.#parts.database)
  }

  /** Writes down what was counted: once a second it is done anyway. */
  flush(): Promise<void> {
    return this.#daily.flush()
  }

  *#ofApplication(clientId: string): Generator<Standing> {
    this.#reloadSometimes()
    const { perMinute, perDay } = this.#quotas.get(clientId) ?? noQuotas
    if (perDay !== undefined) yield this.#ofDay(clientId, perDay)
    const quota = perMinute ?? this.#parts.config.rateLimitApplication
    const ofMinute = taken(this.#applications, clientId, 'application', quota)
    if (ofMinute) yield ofMinute
  }

  #ofDay(clientId: string, quota: number): Standing {
    const left = quota - this.#daily.of(clientId)
    const untilMidnight = DAY - (this.#parts.now() % DAY)
    const passes = left > 0
    return {
      policy: 'application-day',
      quota,
      window: DAY,
      passes,
      remaining: passes ? left - 1 : 0,
      reset: untilMidnight,
      wait: passes ? 0 : untilMidnight,
    }
  }

  #reloadSometimes(): void {
    if (Math.abs(this.#parts.now() - this.#loadedAt) < RELOAD) return
    this.reload().catch((error) => this.#parts.log.error({ err: error }, 'could not read the quotas'))
  }
}

function taken(meter: Meter, key: string, policy: Policy, quota: number): Standing | undefined {
  if (quota === 0) return undefined
  return { policy, quota, window: MINUTE, ...meter.take(key, quota) }
}
