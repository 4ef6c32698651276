import { Readable } from 'node:stream'
import type { Dispatcher, Pool } from 'undici'

/** Bytes. Refusals are sentences, and most answers are a few thousand; what is longer is passed on as it comes. */
const LONGEST_WHOLE = 128 * 1024

export interface Exchange {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Readable
  readonly signal: AbortSignal
  /** Milliseconds within which the answer has to begin; of a short one, be there. @default no limit */
  readonly timeout?: number | undefined
}

export interface Exchanged {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** A short one whole; of a longer one the stream. */
  readonly body: Buffer | Readable
  /** Milliseconds until the answer began. */
  readonly waited: number
}

/**
 * One POST and its answer. By undici's own events: its `request` makes a stream around every answer, which costs an eighth
 * of the processor time of a whole call.
 */
export function exchange(pool: Pool, { signal, timeout, ...request }: Exchange): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const handler = new Answering(resolve, reject, timeout)
    const abort = () => handler.abort(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    pool.dispatch({ ...request, method: 'POST' }, handler)
  })
}

class Answering implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Exchanged) => void
  readonly #reject: (error: Error) => void
  readonly #start = performance.now()
  readonly #timer: NodeJS.Timeout | undefined
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #aborted: Error | undefined
  #head: Omit<Exchanged, 'body'> | undefined
  #length = 0
  #stream: Readable | undefined

  constructor(
    resolve: (answer: Exchanged) => void,
    reject: (error: Error) => void,
    timeout: number | undefined,
  ) {
    this.#resolve = resolve
    this.#reject = reject
    if (timeout !== undefined) this.#timer = setTimeout(() => this.abort(expired()), timeout)
  }

  /** Also of a request that still waits for a connection: then it is not sent. */
  abort(reason: Error): void {
    this.#aborted = reason
    this.#controller?.abort(reason)
    this.#fail(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#aborted) controller.abort(this.#aborted)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Exchanged['headers'],
  ): void {
    if (statusCode >= 200) this.#head = { statusCode, headers, waited: performance.now() - this.#start }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream) {
      if (!this.#stream.push(chunk)) controller.pause()
      return
    }
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > LONGEST_WHOLE) this.#passOn(controller)
  }

  onResponseEnd(): void {
    if (this.#stream) this.#stream.push(null)
    else
      this.#answer(
        this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks),
      )
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  #passOn(controller: Dispatcher.DispatchController): void {
    this.#stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!this.#stream?.readableEnded)
          controller.abort(error ?? new Error('The answer is not wanted any more.'))
        done(error)
      },
    })
    if (!this.#stream.push(Buffer.concat(this.#chunks))) controller.pause()
    this.#answer(this.#stream)
  }

  #answer(body: Exchanged['body']): void {
    clearTimeout(this.#timer)
    if (this.#head) this.#resolve({ ...this.#head, body })
  }

  #fail(error: Error): void {
    clearTimeout(this.#timer)
    if (this.#stream) this.#stream.destroy(error)
    else this.#reject(error)
  }
}

function expired(): Error {
  return new DOMException('The deadline is over.', 'TimeoutError')
}
