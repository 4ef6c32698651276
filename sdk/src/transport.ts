import { abortedBy } from './aborted.ts'
import { type ConduitFailure, NotConduitError, OutcomeUnknownError, TimeoutError } from './errors.ts'
import type { ConduitResponse } from './middleware.ts'
import { networkError, wasNeverSent } from './network-failure.ts'
import { safeCause } from './redact.ts'

export interface Post {
  readonly url: string
  readonly method: string
  readonly access: 'read' | 'write'
  readonly headers: HeadersInit
  readonly body: string
  readonly credentials: 'omit' | 'include'
  readonly fetch: typeof fetch | undefined
  readonly limit: Limit
  /** What must not be repeated in an error. */
  readonly secrets: readonly string[]
}

/**
 * When one sending ends without an answer. It has a controller of its own: signals that live as long as the program would
 * gather one dependent signal (`AbortSignal.any`) for every call.
 */
export class Limit {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number | false
  readonly #signals: readonly AbortSignal[]
  readonly #abort: () => void
  readonly #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(timeout: number | false, signals: readonly AbortSignal[]) {
    const controller = new AbortController()
    this.timeout = timeout
    this.signal = controller.signal
    this.#signals = signals
    this.#abort = () => controller.abort(this.aborted?.reason)
    for (const signal of signals) signal.addEventListener('abort', this.#abort, { once: true })
    if (this.aborted) this.#abort()
    if (timeout === false) return
    this.#timer = setTimeout(() => {
      this.#isOver = true
      controller.abort(new DOMException('The time is over.', 'TimeoutError'))
    }, timeout)
  }

  /** The caller's signal that has aborted, if one has. */
  get aborted(): AbortSignal | undefined {
    return this.#signals.find((signal) => signal.aborted)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** To be called when there is an answer, or none will come. */
  release(): void {
    clearTimeout(this.#timer)
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#abort)
  }
}

/**
 * Sends one call once and reads the whole answer, whatever its status.
 *
 * @throws {AbortedError | TimeoutError | NetworkError | OutcomeUnknownError} when no answer came.
 */
export async function post(call: Post): Promise<ConduitResponse> {
  const { url, method, headers, body, credentials, limit, fetch = globalThis.fetch } = call
  if (limit.aborted) throw abortedBy(limit.aborted, method)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      credentials,
      signal: limit.signal,
      // A redirected POST would carry the token to wherever the answer points.
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
    })
    if (isRedirect(response)) throw redirected(response, url, method)
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (thrown) {
    if (thrown instanceof NotConduitError) throw thrown
    throw withoutAnswer(thrown, call)
  }
}

function withoutAnswer(thrown: unknown, call: Post): ConduitFailure {
  const { method, access, limit, secrets } = call
  if (limit.aborted) return abortedBy(limit.aborted, method, access === 'write')
  const cause = safeCause(thrown, secrets)
  if (access === 'write' && (limit.isOver || !wasNeverSent(thrown))) {
    return new OutcomeUnknownError(`${method} was sent and no answer came.`, { method, cause })
  }
  return limit.isOver
    ? new TimeoutError(`${method} was not answered within ${limit.timeout} ms.`, { method, cause })
    : networkError(`${method} did not reach the server`, thrown, call)
}

/** A browser shows of a redirect that it did not follow nothing but that it was one. */
export function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
}

function redirected(response: Response, from: string, method: string): NotConduitError {
  const to = URL.parse(response.headers.get('location') ?? '', from)
  // Without its query: that may hold anything.
  const server =
    response.headers.has('location') && to && `${to.origin}${to.pathname.replace(/\/?api\/[^/]*\/?$/, '')}`
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
