import {
  AuthenticationError,
  NetworkError,
  NotConduitError,
  RateLimitedError,
  ServerError,
  TimeoutError,
} from '../errors.ts'
import { safeCause } from '../redact.ts'
import { isRedirect } from '../transport.ts'

/** Keeps other sites from running the answer as a script; Phorge puts it before all that is meant for its own pages. */
const SHIELD = 'for (;;);'

export interface CsrfTokenRequest {
  /** The server's address, with a slash at its end. */
  readonly url: string
  readonly fetch: typeof fetch | undefined
  /** Milliseconds. */
  readonly timeout: number
}

/** What `/login/refresh/` says, which is where Phorge's own pages renew their token. @throws {ConduitFailure} */
export async function fetchCsrfToken({ url, fetch, timeout }: CsrfTokenRequest): Promise<string> {
  const deadline = AbortSignal.timeout(timeout)
  const { response, text } = await load(new URL('login/refresh/', url), fetch, deadline)
  if (response.status === 429)
    throw new RateLimitedError('The server refused to renew the session: too many calls.')
  if (response.status >= 500) {
    throw new ServerError('The server failed when the session was to be renewed.', {
      status: response.status,
    })
  }
  // A session that has ended is redirected to where its cookies are deleted.
  if (isRedirect(response)) throw signedOut(url)
  if (response.status !== 200) throw noPhorge(url, response)
  const token = tokenIn(text)
  if (token) return token
  // Signed out it answers with its sign-in, as a page or as a dialog.
  if (text.startsWith(SHIELD) || isPage(response)) throw signedOut(url)
  throw noPhorge(url, response)
}

async function load(
  url: URL,
  fetch: typeof globalThis.fetch = globalThis.fetch,
  signal: AbortSignal,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'include',
      referrerPolicy: 'no-referrer',
    })
    return { response, text: await response.text() }
  } catch (thrown) {
    const details = { cause: safeCause(thrown, []) }
    if (signal.aborted) throw new TimeoutError('The server did not renew the session in time.', details)
    throw new NetworkError('The server could not be asked to renew the session.', {
      ...details,
      remedy: 'Check the connection, and that the extension has a host permission for the server.',
    })
  }
}

function tokenIn(text: string): string | undefined {
  if (!text.startsWith(SHIELD)) return undefined
  try {
    const token: unknown = JSON.parse(text.slice(SHIELD.length))?.payload?.token
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}

function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') === true
}

function signedOut(url: string): AuthenticationError {
  return new AuthenticationError('auth_missing', `Nobody is signed in to ${url} in this browser.`, {
    remedy: `Sign in at ${url} and try again. If you are signed in, check that this is the address that the browser shows.`,
  })
}

function noPhorge(url: string, { status, headers }: Response): NotConduitError {
  return new NotConduitError(`There is no stock Phorge at ${url} whose session could be used.`, {
    status,
    contentType: headers.get('content-type') ?? undefined,
    remedy: 'Check the address; with a phorge-conduit-gateway use oauthSession(…) or apiToken(…).',
  })
}
