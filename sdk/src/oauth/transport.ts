import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import { AbortedError, ConfigurationError, RateLimitedError, TimeoutError } from '../errors.ts'
import { networkError } from '../network-failure.ts'
import { secondsUntil } from '../retry-after.ts'
import type { OAuthTransport } from './server.ts'

/** Options for one request of oauth4webapi to `endpoint`. */
export function requestOptions(endpoint: string | URL, transport: OAuthTransport) {
  return {
    [allowInsecureRequests]: mayUse(new URL(endpoint), transport),
    [customFetch]: (url: string, init: object) => send(url, init, transport),
  }
}

/** @throws {ConfigurationError} when `url` is plain http to another machine and nobody allowed that. */
export function assertSecure(url: URL, transport: OAuthTransport): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && mayUse(url, transport))) return
  throw new ConfigurationError(`Tokens would travel unprotected to ${url.origin}.`, {
    remedy: 'Use an https address, or set allowInsecure: true where the network itself is trusted.',
  })
}

function mayUse(url: URL, { allowInsecure = false }: OAuthTransport): boolean {
  return allowInsecure || isLoopback(url.hostname)
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Sends one request and reads the whole answer. @throws {ConduitError} `aborted`, `timeout`, `network`, `rate_limited` */
export async function send(
  url: string,
  init: object,
  { fetch = globalThis.fetch, timeout = 30_000, signal }: OAuthTransport,
): Promise<Response> {
  const deadline = AbortSignal.timeout(timeout)
  const { origin } = new URL(url)
  let response: Response
  try {
    const answer = await fetch(url, {
      ...init,
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    response = await buffered(answer)
  } catch (error) {
    if (signal?.aborted) throw new AbortedError(`The request to ${origin} was given up.`)
    if (deadline.aborted) {
      throw new TimeoutError(`${origin} did not answer within ${timeout} ms.`)
    }
    throw networkError(`${origin} could not be reached`, error)
  }
  if (response.status !== 429) return response
  throw new RateLimitedError(`${origin} refused a request of the sign-in: too many of them.`, {
    retryAfter: secondsUntil(response.headers.get('retry-after')),
  })
}

/** Reads the body here, so that a connection cut in the middle of it counts as the network's failure. */
async function buffered(response: Response): Promise<Response> {
  if (response.status < 200 || !response.body) return response
  const text = await response.text()
  return new Response(text || null, { status: response.status, headers: response.headers })
}
