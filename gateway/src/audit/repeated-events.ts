import type { Gateway } from '../gateway.ts'
import { recordSecurityEvent, type SecurityEvent } from './security-log.ts'

const WINDOW = 3600
const MOST_REMEMBERED = 10_000

/**
 * Writes what happens again and again into the security log once an hour. Whoever is refused may try again a thousand
 * times a second, and must not be able to fill the disk with it, or to push out of sight what others did.
 */
export class RepeatedEvents {
  readonly #gateway: Pick<Gateway, 'database' | 'log' | 'now'>
  readonly #seen = new Map<string, number>()

  constructor(gateway: Pick<Gateway, 'database' | 'log' | 'now'>) {
    this.#gateway = gateway
  }

  /** Nobody waits for it. @param what events are the same when this is */
  record(what: string, event: Omit<SecurityEvent, 'at'>): void {
    const { database, log, now } = this.#gateway
    const at = now()
    if (!this.#isFirst(what, at)) return
    recordSecurityEvent(database, { ...event, at }).catch((error) =>
      log.error({ err: error }, 'could not write the security log'),
    )
  }

  #isFirst(what: string, at: number): boolean {
    const since = this.#seen.get(what)
    if (since !== undefined && since > at - WINDOW) return false
    this.#seen.delete(what)
    this.#seen.set(what, at)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > MOST_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest)
    return true
  }
}
