import { connect, type Socket } from 'node:net'

/** `[1, id, error, result]` */
type Answer = readonly [
  kind: 1,
  id: number,
  error: { readonly error: string; readonly message: string } | null,
  result: unknown,
]

/**
 * The protocol by which geckodriver drives Firefox: the commands of WebDriver as JSON, each with its length before it.
 * WebDriver BiDi, and with it Puppeteer, neither shows nor drives the pages of an extension in Firefox.
 */
export class Marionette {
  readonly #socket: Socket
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #received = Buffer.alloc(0)
  #last = 0
  #ended: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (part) => this.#receive(part))
    socket.once('close', () => this.#end(new Error('Firefox has ended.')))
    socket.on('error', (error) => this.#end(error))
  }

  /** Connects to Firefox on this port of loopback. */
  static async to(port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1')
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new Marionette(socket)
  }

  /** The result of one command. @throws with Firefox's own words when it is refused */
  async send<Result = unknown>(command: string, parameters: object = {}): Promise<Result> {
    if (this.#ended) throw this.#ended
    const id = ++this.#last
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    const text = JSON.stringify([0, id, command, parameters])
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`)
    return (await waiting.promise) as Result
  }

  #receive(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part])
    for (;;) {
      const start = this.#received.indexOf(':') + 1
      const end = start + Number(this.#received.subarray(0, start - 1))
      if (start === 0 || this.#received.length < end) return
      const message: unknown = JSON.parse(this.#received.subarray(start, end).toString())
      this.#received = this.#received.subarray(end)
      // It begins with a greeting, which is no answer.
      if (Array.isArray(message)) this.#answered(message as unknown as Answer)
    }
  }

  #answered([, id, error, result]: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`))
    else waiting?.resolve(result)
  }

  #end(error: Error): void {
    this.#ended = error
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}
