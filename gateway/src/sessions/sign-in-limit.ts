import { networkOf } from '../limits/network.ts'

/** How many passwords may be tried. Nothing here is a setting: who needs more has a reverse proxy. */
const FREE_FAILURES = 5
const FIRST_WAIT = 30
const LONGEST_WAIT = 900
const FAILURES_PER_ADDRESS = 100
const MEMORY = 900
const MOST_KEYS = 20_000

interface Failures {
  count: number
  /** Epoch seconds: no attempt is looked at before. */
  blockedUntil: number
  forgetAt: number
}

export type Attempt = { readonly allowed: true } | { readonly allowed: false; readonly retryAfter: number }

/**
 * Slows down password guessing. After five failures for one account from one address each further one doubles a wait,
 * from 30 seconds to 15 minutes; a hundred failures from one address within 15 minutes, whatever the accounts, block
 * that address for the rest of them. An account is never blocked for all addresses: anybody could lock anybody out.
 *
 * An attempt counts before its password is checked, so that guesses sent at the same time count too. It says nothing
 * about whether the account exists. The counts live in memory: with several processes each one counts for itself.
 */
export class SignInLimit {
  readonly #now: () => number
  readonly #failures = new Map<string, Failures>()

  constructor(now: () => number) {
    this.#now = now
  }

  begin(userName: string, address: string): Attempt {
    const keys = [pairKey(userName, address), addressKey(address)] as const
    const wait = Math.max(...keys.map((key) => this.#read(key).blockedUntil)) - this.#now()
    if (wait > 0) return { allowed: false, retryAfter: wait }
    const pair = this.#count(keys[0])
    if (pair.count >= FREE_FAILURES) {
      const seconds = Math.min(FIRST_WAIT * 2 ** (pair.count - FREE_FAILURES), LONGEST_WAIT)
      pair.blockedUntil = this.#now() + seconds
      pair.forgetAt = pair.blockedUntil + MEMORY
    }
    const all = this.#count(keys[1])
    if (all.count >= FAILURES_PER_ADDRESS) all.blockedUntil = all.forgetAt
    return { allowed: true }
  }

  /** The password was right: the attempt was no failure. */
  succeed(userName: string, address: string): void {
    this.#failures.delete(pairKey(userName, address))
    const all = this.#read(addressKey(address))
    all.count -= 1
    all.blockedUntil = 0
  }

  #count(key: string): Failures {
    const failures = this.#read(key)
    failures.count += 1
    this.#failures.delete(key)
    this.#failures.set(key, failures)
    if (this.#failures.size > MOST_KEYS) this.#forgetOldest()
    return failures
  }

  #read(key: string): Failures {
    const failures = this.#failures.get(key)
    if (failures && failures.forgetAt > this.#now()) return failures
    return { count: 0, blockedUntil: 0, forgetAt: this.#now() + MEMORY }
  }

  #forgetOldest(): void {
    const [oldest] = this.#failures.keys()
    if (oldest !== undefined) this.#failures.delete(oldest)
  }
}

function pairKey(userName: string, address: string): string {
  return `${networkOf(address)} ${userName.trim().toLowerCase().slice(0, 64)}`
}

function addressKey(address: string): string {
  return `${networkOf(address)} `
}
