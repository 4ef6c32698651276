import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { OAuthRefusal } from './oauth-refusal.ts'

const WINDOW = 60
const FAILURES = 60
const MOST_ADDRESSES = 10_000

interface Failures {
  count: number
  /** Epoch seconds. */
  readonly until: number
}

/**
 * After sixty wrong client secrets within a minute an address has to wait for the rest of it. A secret cannot be guessed
 * at any speed; this keeps who tries from filling the log and keeping the database busy.
 */
export class FailureLimit {
  readonly #now: () => number
  readonly #failures = new Map<string, Failures>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts the refusals that the library reports. */
  watch(provider: Provider): void {
    const count = ({ ip }: KoaContextWithOIDC, error: Error) => {
      if (error instanceof errors.InvalidClientAuth) this.count(ip)
    }
    provider.on('grant.error', count)
    provider.on('revocation.error', count)
    provider.on('introspection.error', count)
  }

  count(address: string): void {
    const failures = this.#current(address) ?? { count: 0, until: this.#now() + WINDOW }
    failures.count += 1
    this.#failures.delete(address)
    this.#failures.set(address, failures)
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > MOST_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest)
  }

  /** @throws {OAuthRefusal} when this address has to wait. */
  check(address: string): void {
    const failures = this.#current(address)
    if (!failures || failures.count < FAILURES) return
    const wait = { 'retry-after': String(failures.until - this.#now()) }
    throw new OAuthRefusal(429, 'slow_down', 'Too many wrong client secrets.', wait)
  }

  #current(address: string): Failures | undefined {
    const failures = this.#failures.get(address)
    return failures && failures.until > this.#now() ? failures : undefined
  }
}
