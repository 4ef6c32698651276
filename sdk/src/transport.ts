import ky from 'ky'
import {
  AbortedError,
  type ConduitFailure,
  NotConduitError,
  OutcomeUnknownError,
  TimeoutError,
} from './errors.ts'
import { networkError, wasNeverSent } from './network-failure.ts'
import { safeCause } from './redact.ts'
import type { EncodedCall } from './wire.ts'

export interface Post extends EncodedCall {
  readonly url: URL
  readonly method: string
  readonly access: 'read' | 'write'
  readonly fetch: typeof fetch | undefined
  /** Milliseconds for this sending. */
  readonly timeout: number | false
  readonly signals: readonly AbortSignal[]
  /** What must not be repeated in an error. */
  readonly secrets: readonly string[]
}

export interface Answer {
  readonly status: number
  readonly contentType: string | undefined
  readonly retryAfter: string | null
  readonly text: string
}

/**
 * Sends one call once and reads the whole answer, whatever its status. ky's own retry is off: it knows nothing of which
 * calls make a second task; see `retry.ts`.
 *
 * @throws {AbortedError | TimeoutError | NetworkError | OutcomeUnknownError} when no answer came.
 */
export async function post({ url, headers, body, credentials, fetch, ...call }: Post): Promise<Answer> {
  if (call.signals.some((signal) => signal.aborted)) throw aborted(call, false)
  const deadline = call.timeout === false ? undefined : AbortSignal.timeout(call.timeout)
  try {
    const response = await ky.post(url, {
      headers,
      body,
      signal: AbortSignal.any(deadline ? [...call.signals, deadline] : [...call.signals]),
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      // A redirected POST would carry the token to wherever the answer points.
      redirect: 'manual',
      credentials,
      referrerPolicy: 'no-referrer',
      // Unbound: a browser's own refuses to be called as a method of something else, which ky does.
      ...(fetch && { fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init) }),
    })
    if (isRedirect(response)) throw redirected(response, url, call.method)
    return {
      status: response.status,
      contentType: response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase(),
      retryAfter: response.headers.get('retry-after'),
      text: await response.text(),
    }
  } catch (thrown) {
    if (thrown instanceof NotConduitError) throw thrown
    throw withoutAnswer(thrown, call, deadline)
  }
}

type Circumstances = Pick<Post, 'method' | 'access' | 'signals' | 'secrets' | 'timeout'>

function withoutAnswer(thrown: unknown, call: Circumstances, deadline?: AbortSignal): ConduitFailure {
  const { method, access } = call
  if (call.signals.some((signal) => signal.aborted)) return aborted(call, access === 'write')
  const cause = safeCause(thrown, call.secrets)
  const timedOut = deadline?.aborted === true
  if (access === 'write' && (timedOut || !wasNeverSent(thrown))) {
    return new OutcomeUnknownError(`${method} was sent and no answer came.`, { method, cause })
  }
  return timedOut
    ? new TimeoutError(`${method} was not answered within ${call.timeout} ms.`, { method, cause })
    : networkError(`${method} did not reach the server`, thrown, call)
}

function aborted({ method, signals }: Circumstances, outcomeUnknown: boolean): AbortedError {
  const cause = signals.find((signal) => signal.aborted)?.reason
  return new AbortedError(`${method} was aborted.`, { method, cause, outcomeUnknown })
}

/** A browser shows of a redirect that it did not follow nothing but that it was one. */
export function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
}

function redirected(response: Response, from: URL, method: string): NotConduitError {
  const location = response.headers.get('location')
  const to = location && URL.canParse(location, from) ? new URL(location, from) : undefined
  // Without its query: that may hold anything.
  const server = to && `${to.origin}${to.pathname.replace(/\/?api\/[^/]*\/?$/, '')}`
  return new NotConduitError(
    `${method} was answered with a redirect${server ? ` to ${server}` : ''}, which is not followed with a credential.`,
    {
      method,
      status: response.status,
      remedy: server
        ? `Use ${server} as \`url\` if you trust it.`
        : 'Use the address that it redirects to as `url`.',
    },
  )
}
