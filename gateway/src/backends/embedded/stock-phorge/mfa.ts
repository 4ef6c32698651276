import type { Session } from '../../../sessions/sessions.ts'

/** How long a session may make tokens after the factor was answered, in seconds. */
const HIGH_SECURITY = 15 * 60

/** Second factors. The response is a fixed text instead of a code that changes: the pages around it are what is shown. */
export class Factors {
  readonly #responses = new Map<string, string>()
  /** Digests of sessions whose sign-in is complete, with the end of their high security. */
  readonly #answered = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  enrol(userPhid: string, response: string): void {
    this.#responses.set(userPhid, response)
  }

  awaits(session: Session): boolean {
    return this.#responses.has(session.account.phid) && !this.#answered.has(session.digest)
  }

  needsHighSecurity(session: Session): boolean {
    if (!this.#responses.has(session.account.phid)) return false
    return (this.#answered.get(session.digest) ?? 0) <= this.#now()
  }

  /** Signing in gives no high security: Phorge asks again when a token is to be made. */
  completeSignIn(session: Session, response: string): boolean {
    if (this.#responses.get(session.account.phid) !== response) return false
    this.#answered.set(session.digest, this.#now())
    return true
  }

  raise(session: Session, response: string): boolean {
    if (this.#responses.get(session.account.phid) !== response) return false
    this.#answered.set(session.digest, this.#now() + HIGH_SECURITY)
    return true
  }
}
