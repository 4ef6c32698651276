import type { Readable, Writable } from 'node:stream'

/** Standard input, as much of it as is used: a terminal has the two fields that a pipe has not. */
export interface Input extends Readable {
  readonly isTTY?: boolean | undefined
  setRawMode?(on: boolean): unknown
}

export interface OutputStream extends Writable {
  readonly isTTY?: boolean | undefined
}

/** Everything outside the program that it touches, so that a test can be the outside. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: Input
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly fetch: typeof fetch
  /** Now, in epoch seconds. */
  readonly now: () => number
  /** Shows the page to the person at this machine; `false` when there is no browser to show it in. */
  readonly openBrowser: (url: string) => Promise<boolean>
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal | undefined
}
