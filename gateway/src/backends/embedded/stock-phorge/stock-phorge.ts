import type { Gateway } from '../../../gateway.ts'
import { type Session, startSession } from '../../../sessions/sessions.ts'
import { Factors } from './mfa.ts'
import { Applications } from './oauth/applications.ts'
import { Tokens } from './tokens.ts'

/**
 * What a Phorge in trouble answers, as recorded from one:
 * `database` a page with status 500 for everything; `php` the web server's own page with status 502; `rate-limited`
 * 429 as text; `read-only` a refusal of every write; `no-oauth-server` the OAuth server, a prototype application, is not
 * switched on; `sign-in-page` a sign-in page with status 200 where JSON should be; `hung` nothing at all.
 */
export type Outage =
  | 'database'
  | 'php'
  | 'rate-limited'
  | 'read-only'
  | 'no-oauth-server'
  | 'sign-in-page'
  | 'hung'

/**
 * The embedded server with the face of a stock Phorge, for people and tests that need one: its state, and what can be
 * ordered of it. API tokens and sessions live in the gateway's database; all else is forgotten when the server stops.
 */
export class StockPhorge {
  /** `undefined`: it is well. */
  outage: Outage | undefined
  readonly applications: Applications
  readonly tokens: Tokens
  readonly factors: Factors
  readonly #gateway: Gateway

  constructor(gateway: Gateway) {
    this.#gateway = gateway
    this.applications = new Applications(gateway.now)
    this.tokens = new Tokens(gateway)
    this.factors = new Factors(gateway.now)
  }

  /** Signs somebody in without a form. The value of the cookie `phsid`. @throws {Error} when there is no such account */
  async signIn(userName: string): Promise<string> {
    const account = await this.#gateway.backend.accountByName(userName)
    if (!account) throw new Error(`There is no account "${userName}".`)
    return startSession(this.#gateway, account)
  }

  /** From now on this account signs in with two steps, and answers again before it makes a token. */
  async enrol(userName: string, response: string): Promise<void> {
    const account = await this.#gateway.backend.accountByName(userName)
    if (!account) throw new Error(`There is no account "${userName}".`)
    this.factors.enrol(account.phid, response)
  }

  /** The second step of signing in is still to come: such a session may do nothing else. */
  isPartial(session: Session): boolean {
    return this.factors.awaits(session)
  }
}
