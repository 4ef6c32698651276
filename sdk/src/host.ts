import { type Clock, systemClock } from './clock.ts'
import { Events } from './events.ts'
import { KeyKeeping } from './idempotency.ts'
import type { Middleware } from './middleware.ts'
import type { ConduitOptions, ResultValidation } from './options.ts'
import { HostQueue } from './queue.ts'
import { ReadsInFlight } from './reads-in-flight.ts'
import { serverUrl } from './server-url.ts'

/** What all calls of a client to its server have in common, whoever makes them. */
export interface Host {
  /** With a slash at its end. */
  readonly url: string
  readonly queue: HostQueue
  readonly reads: ReadsInFlight
  readonly keys: KeyKeeping
  readonly events: Events
  readonly middleware: readonly Middleware[]
  readonly validate: ResultValidation | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly fetch: typeof fetch | undefined
  readonly retries: number
  /** Milliseconds for one sending; `Infinity` for as long as the call has. */
  readonly attemptTimeout: number
}

/** @throws {ConfigurationError} when the address is none. */
export function hostOf(options: ConduitOptions): Host {
  const { clock = systemClock, random = Math.random, retries = 3, concurrency = 6 } = options
  const { fetch, middleware = [], validate, attemptTimeout = Infinity } = options
  const url = serverUrl(options.url)
  return {
    url,
    queue: new HostQueue(concurrency, clock),
    reads: new ReadsInFlight(),
    keys: new KeyKeeping(url, fetch),
    events: new Events(options.on, options.logger),
    middleware,
    validate,
    clock,
    random,
    fetch,
    retries,
    attemptTimeout,
  }
}
