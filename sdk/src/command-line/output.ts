import { once } from 'node:events'
import { stripVTControlCharacters, styleText } from 'node:util'
import { type Failure, OutputClosed } from './failure.ts'
import type { OutputStream, World } from './world.ts'

type Style = Parameters<typeof styleText>[0]

/**
 * Where results and remarks go. Results to standard output, everything else to standard error; with `--json` a result
 * is one line of JSON, and so is an error.
 */
export class Output {
  readonly json: boolean
  readonly #stdout: OutputStream
  readonly #stderr: OutputStream
  readonly #coloured: boolean
  readonly #closed = new AbortController()
  #progressShown = false

  constructor({ stdout, stderr, env }: World, { json }: { json: boolean }) {
    this.json = json
    this.#stdout = stdout
    this.#stderr = stderr
    this.#coloured = !json && stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed.abort(isClosedPipe(error) ? new OutputClosed() : error)
    })
    // Nobody is left to tell.
    stderr.on('error', () => {})
  }

  /** Aborted when nobody reads our results any more: work on them can stop. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY === true
  }

  /** A line for people. */
  line(text: string): Promise<void> {
    return this.#write(`${text}\n`)
  }

  /** One result as one line of JSON. */
  data(value: unknown): Promise<void> {
    return this.#write(`${JSON.stringify(value)}\n`)
  }

  /** For people who look at a terminal: the same JSON, laid out. */
  dataForReading(value: unknown): Promise<void> {
    return this.#write(`${JSON.stringify(value, null, 2)}\n`)
  }

  /** A remark that is no result. Scripts that asked for JSON get none. */
  note(text: string): void {
    if (!this.json) this.#say(text)
  }

  warn(message: string, remedy: string): void {
    this.note(`Warning: ${message} ${remedy}`)
  }

  /** How far long work has come; overwritten by whatever is said next. */
  progress(text: string): void {
    if (this.json || this.#stderr.isTTY !== true) return
    this.#stderr.write(`\r${text}\u001b[K`)
    this.#progressShown = true
  }

  failure({ shown }: Failure): void {
    if (this.json) this.#stderr.write(`${JSON.stringify(shown)}\n`)
    else this.#say(`${clean(shown.message)}\n${clean(shown.remedy)}`)
  }

  style(style: Style, text: string): string {
    return this.#coloured ? styleText(style, text, { validateStream: false }) : text
  }

  /** Waits until everything is written: the process may end then. */
  async end(): Promise<void> {
    this.#endProgress()
    if (this.#stdout.writableLength === 0 || this.#closed.signal.aborted) return
    await this.#drained()
  }

  async #write(text: string): Promise<void> {
    this.#assertOpen()
    this.#endProgress()
    if (!this.#stdout.write(text)) await this.#drained()
    this.#assertOpen()
  }

  async #drained(): Promise<void> {
    if (!this.#stdout.writableNeedDrain) return
    await once(this.#stdout, 'drain', { signal: this.#closed.signal }).catch(() => {})
  }

  #assertOpen(): void {
    this.#closed.signal.throwIfAborted()
    // Its event comes only after all that is ready to run has run: a page more would be fetched.
    const { errored } = this.#stdout
    if (errored) throw isClosedPipe(errored) ? new OutputClosed() : errored
  }

  #say(text: string): void {
    this.#endProgress()
    this.#stderr.write(`${text}\n`)
  }

  #endProgress(): void {
    if (!this.#progressShown) return
    this.#stderr.write('\r\u001b[K')
    this.#progressShown = false
  }
}

function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE'
}

/**
 * What somebody else wrote, fit for a terminal on one line: a task's title must not move the cursor, change the
 * window's title or turn the direction of the text.
 */
export function clean(text: string): string {
  return cleanText(text).replaceAll(/\s*\n\s*/g, ' ')
}

/** The same for text of several lines. */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n').replaceAll(harmful, '')
}
