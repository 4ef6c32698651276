import { type Clock, systemClock } from './clock.ts'
import type { ConduitOptions } from './conduit.ts'
import { HostQueue } from './queue.ts'
import { serverUrl } from './server-url.ts'

/** What all calls of a client to its server have in common, whoever makes them. */
export interface Host {
  /** With a slash at its end. */
  readonly url: string
  readonly queue: HostQueue
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
  return {
    url: serverUrl(options.url),
    queue: new HostQueue(concurrency, clock),
    clock,
    random,
    fetch: options.fetch,
    retries,
    attemptTimeout: options.attemptTimeout ?? Infinity,
  }
}
