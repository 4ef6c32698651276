import { conceal } from '../oauth/conceal.ts'
import { serverUrl } from '../server-url.ts'
import type { Authorization, Credential } from './credential.ts'
import { fetchCsrfToken } from './csrf-token.ts'
import { untilAborted } from './until-aborted.ts'

/** Seconds. Phorge takes a token for six hours and more, and its own pages renew theirs about every hour. */
const TOKEN_LIFETIME = 55 * 60

/** Which server's session, and how its token is fetched. */
export interface BrowserSessionOptions {
  /** The server's address as a browser shows it, the same as the client's. */
  readonly url: string | URL
  /** Must send the browser's cookies when asked for `credentials: 'include'`. @default the platform's */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds that the server may take to hand out a token. @default 30000 */
  readonly timeout?: number | undefined
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: (() => number) | undefined
}

/**
 * Calls as whoever is signed in to a stock Phorge in this browser, with nothing set up on the server. For a browser
 * extension that has a host permission for the server: a web page of another origin gets no answer from it. Give the
 * client no other `fetch` than this credential has.
 *
 * When somebody else signs in in the same browser, later calls are theirs: ask `user.whoami` before you act in a
 * person's name.
 *
 * Its calls throw `auth_missing` when nobody is signed in, `not_conduit` where there is no stock Phorge, and what any
 * call throws that does not reach the server.
 *
 * @throws {ConfigurationError} when `url` is none
 * @example
 * ```ts
 * const url = 'https://phorge.example.com'
 * const conduit = new Conduit({ url, credential: browserSession({ url }) })
 * ```
 */
export function browserSession(options: BrowserSessionOptions): Credential {
  const { fetch, timeout = 30_000, now = () => Date.now() / 1000 } = options
  const url = serverUrl(options.url)
  let current: { readonly token: string; readonly fetchedAt: number } | undefined
  let underWay: Promise<string> | undefined

  const fresh = () => {
    const requestedAt = now()
    underWay ??= fetchCsrfToken({ url, fetch, timeout })
      .then((token) => {
        current = { token, fetchedAt: requestedAt }
        return token
      })
      .finally(() => {
        underWay = undefined
      })
    return underWay
  }

  return {
    async authorization(signal) {
      const isFresh = current && now() - current.fetchedAt < TOKEN_LIFETIME
      return authorize(isFresh && current ? current.token : await untilAborted(fresh(), signal))
    },
    async renew(refused, signal) {
      // Somebody else's call may have renewed it while this one was on its way.
      if (current && current.token !== refused.token) return authorize(current.token)
      current = undefined
      return authorize(await untilAborted(fresh(), signal))
    },
  }
}

function authorize(token: string): Authorization {
  return conceal({ kind: 'browser-session', token })
}
