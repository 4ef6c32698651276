import type { ConduitErrorCode, ConduitFailure, ScopeError } from './errors.ts'

/** One sending of a call. */
export interface RequestEvent {
  readonly method: string
  readonly access: 'read' | 'write'
  /** 1 for the first sending of this call. */
  readonly attempt: number
}

/** What became of one sending. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status; `undefined` when no answer came. */
  readonly status: number | undefined
  /** Why it was no success. */
  readonly code: ConduitErrorCode | undefined
  /** From the sending to the last byte of the answer. */
  readonly milliseconds: number
}

/** A call is sent again. */
export interface RetryEvent {
  readonly method: string
  readonly access: 'read' | 'write'
  /** Of the sending that comes. */
  readonly attempt: number
  /** Why. */
  readonly error: ConduitFailure
}

/** The server refused a token, and its credential was asked for another. */
export interface RefreshEvent {
  readonly method: string
  /** Whether there was one. */
  readonly renewed: boolean
}

/** A call was refused for want of a scope. */
export interface ScopeDeniedEvent {
  readonly method: string
  readonly error: ScopeError
}

interface EventByName {
  readonly request: RequestEvent
  readonly response: ResponseEvent
  readonly retry: RetryEvent
  readonly refresh: RefreshEvent
  readonly scopeDenied: ScopeDeniedEvent
}

/** Who is told of what happens. What a listener throws is its own affair and ends no call. */
export type ConduitEvents = {
  readonly [Name in keyof EventByName]?: ((event: EventByName[Name]) => void) | undefined
}

/** Where events are written down. A pino logger is one, and `console`. */
export interface Logger {
  /** Each sending and each answer. */
  debug(details: object, message: string): void
  /** What is noteworthy: a repetition, a renewal, a refused scope. */
  warn(details: object, message: string): void
}

/** Tells of what happens on the way to one server. */
export class Events {
  readonly #listeners: ConduitEvents
  readonly #logger: Logger | undefined

  constructor(listeners: ConduitEvents = {}, logger?: Logger) {
    this.#listeners = listeners
    this.#logger = logger
  }

  emit<Name extends keyof EventByName>(name: Name, event: EventByName[Name]): void {
    const listener = this.#listeners[name]
    if (listener) attempt(() => listener(event))
    if (this.#logger) attempt(() => log(this.#logger, name, event))
  }
}

/** Of an error its code alone: its prose is the server's, and may be about what was sent. */
function log(logger: Logger | undefined, name: keyof EventByName, event: object): void {
  const { error, ...details } = event as { error?: ConduitFailure }
  const isNoteworthy = name !== 'request' && name !== 'response'
  logger?.[isNoteworthy ? 'warn' : 'debug'](
    error ? { ...details, code: error.code } : details,
    `conduit ${name}`,
  )
}

function attempt(listener: () => unknown): void {
  try {
    const done = listener()
    if (done instanceof Promise) done.catch(() => {})
  } catch {
    // A call does not fail because somebody who looks on does.
  }
}
