import { digest } from '../../../secrets.ts'
import type { WithHeaders } from '../../../sessions/cookie.ts'
import { csrfTokenOf, type Session } from '../../../sessions/sessions.ts'
import type { TokenVault } from '../../../vault/vault.ts'
import type { PhorgeSite } from '../site.ts'
import { phorgeCookies, sessionCookie } from './cookies.ts'

/** Somebody who is signed in at Phorge, by the cookies of one request. */
export interface PhorgeVisitor extends Session {
  readonly cookies: string
  /** Phorge's own: with it a request is as good as one of its pages. */
  readonly phorgeCsrfToken: string
}

/** Milliseconds: one page asks several times who is there. Whoever signs out at Phorge is signed out here so soon. */
const GOOD_FOR = 2000
const MOST_REMEMBERED = 1000

interface Remembered {
  readonly at: number
  readonly visitor: Promise<PhorgeVisitor | undefined>
}

/** Who is signed in at Phorge: asked with the cookies of the very request, and remembered for a moment by their digest. */
export class Visitors {
  readonly #site: PhorgeSite
  readonly #vault: TokenVault
  readonly #remembered = new Map<string, Remembered>()

  constructor(site: PhorgeSite, vault: TokenVault) {
    this.#site = site
    this.#vault = vault
  }

  /** `undefined`: nobody, or somebody whose second factor is still to come. @throws {Unavailable} */
  visitorOf({ headers }: WithHeaders): Promise<PhorgeVisitor | undefined> {
    const secret = sessionCookie(headers.cookie)
    if (secret === undefined) return Promise.resolve(undefined)
    const cookies = phorgeCookies(headers.cookie)
    const key = digest(cookies)
    const now = performance.now()
    const known = this.#remembered.get(key)
    if (known && now - known.at < GOOD_FOR) return known.visitor
    const visitor = this.#ask(secret, cookies)
    this.#remember(key, { at: now, visitor })
    return visitor
  }

  async #ask(secret: string, cookies: string): Promise<PhorgeVisitor | undefined> {
    const phorgeCsrfToken = csrfTokenIn((await this.#site.get('/login/refresh/', cookies)).text)
    if (phorgeCsrfToken === undefined) return undefined
    const account = await this.#site.whoami({ cookies, csrfToken: phorgeCsrfToken })
    if ('error_code' in account || account.isDisabled) return undefined
    await this.#vault.remember(account)
    const csrfToken = csrfTokenOf(secret)
    return { digest: digest(secret), account, csrfToken, isOfPhorge: true, cookies, phorgeCsrfToken }
  }

  #remember(key: string, remembered: Remembered): void {
    this.#remembered.delete(key)
    this.#remembered.set(key, remembered)
    // What failed is asked again at once.
    remembered.visitor.catch(() => this.#remembered.delete(key))
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest)
  }
}

/** A sign-in page, or the question for a second factor, stands in its place for everybody else. */
function csrfTokenIn(text: string): string | undefined {
  return /^for \(;;\);\{"error":null,"payload":\{"token":"(B@[A-Za-z0-9]+)"\}\}$/.exec(text)?.[1]
}
