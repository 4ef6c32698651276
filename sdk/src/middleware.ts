import { ConfigurationError } from './errors.ts'

/** What came back: with `next()`, or from a middleware that answers by itself. */
export interface ConduitResponse {
  readonly status: number
  readonly headers: Headers
  /** Conduit's envelope, as JSON. */
  readonly text: string
}

/**
 * One sending of a call on its way out. The credential is no part of it: it is added behind the last middleware. Its
 * parameters are not shown by a log that is given all of it.
 */
export class ConduitRequest {
  readonly method: string
  readonly access: 'read' | 'write'
  readonly url: string
  /** 1 for the first sending of this call. */
  readonly attempt: number
  /** To be added to: `request.headers.set('traceparent', …)`. What authenticates the call cannot be set here. */
  readonly headers: Headers
  /** Aborts when the call ends. */
  readonly signal: AbortSignal | undefined
  readonly #params: object

  constructor(
    sending: Pick<ConduitRequest, 'method' | 'access' | 'url' | 'attempt' | 'headers' | 'signal' | 'params'>,
  ) {
    this.method = sending.method
    this.access = sending.access
    this.url = sending.url
    this.attempt = sending.attempt
    this.headers = sending.headers
    this.signal = sending.signal
    this.#params = sending.params
  }

  /** What was asked for, without credentials. To be read: changes have no effect. */
  get params(): object {
    return this.#params
  }
}

/**
 * Stands between a call and the server, inside the loop that sends again: every sending passes it. `next` sends, once,
 * and rejects with a `ConduitFailure` when no answer comes. Without `next` the middleware answers by itself.
 *
 * @example
 * ```ts
 * const timed: Middleware = async (request, next) => {
 *   const started = performance.now()
 *   const response = await next()
 *   console.log(request.method, response.status, performance.now() - started)
 *   return response
 * }
 * ```
 */
export type Middleware = (
  request: ConduitRequest,
  next: () => Promise<ConduitResponse>,
) => ConduitResponse | Promise<ConduitResponse>

/** Sends through all of them. */
export async function sendThrough(
  middleware: readonly Middleware[],
  request: ConduitRequest,
  send: () => Promise<ConduitResponse>,
): Promise<ConduitResponse> {
  const [first, ...others] = middleware
  if (!first) return send()
  let isSent = false
  return first(request, async () => {
    if (isSent) {
      throw new ConfigurationError('A middleware called next() a second time.', {
        method: request.method,
        remedy: 'Call it once, and leave sending again to `retries`, which knows what can be.',
      })
    }
    isSent = true
    return sendThrough(others, request, send)
  })
}
