import type { Session } from '../../../sessions/sessions.ts'

/** How long a session may make tokens after the factor was answered, in seconds. */
const HIGH_SECURITY = 15 * 60
/** How long after a response no other is taken, in seconds: a code that was read over a shoulder is spent. */
const PAUSE = 90

/** Second factors. The response is a fixed text instead of a code that changes: the pages around it are what is shown. */
export class Factors {
  readonly #responses = new Map<string, string>()
  /** Digests of sessions whose sign-in is complete, with the end of their high security. */
  readonly #answered = new Map<string, number>()
  /** When each person answered last. */
  readonly #takenAt = new Map<string, number>()
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

  /** Seconds until another response is taken. The question stands there, but nothing to answer it with. */
  pause({ account }: Session): number {
    const takenAt = this.#takenAt.get(account.phid)
    return takenAt === undefined ? 0 : Math.max(0, takenAt + PAUSE - this.#now())
  }

  /** Signing in gives no high security: Phorge asks again when a token is to be made. */
  completeSignIn(session: Session, response: string): boolean {
    if (!this.#takes(session, response)) return false
    this.#answered.set(session.digest, this.#now())
    return true
  }

  raise(session: Session, response: string): boolean {
    if (!this.#takes(session, response)) return false
    this.#answered.set(session.digest, this.#now() + HIGH_SECURITY)
    return true
  }

  #takes(session: Session, response: string): boolean {
    const { phid } = session.account
    if (this.#responses.get(phid) !== response || this.pause(session) > 0) return false
    this.#takenAt.set(phid, this.#now())
    return true
  }
}
