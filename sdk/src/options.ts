import { type Clock, LONGEST_TIMER } from './clock.ts'
import type { Credential } from './credentials/credential.ts'
import { ConfigurationError } from './errors.ts'
import type { ConduitEvents, Logger } from './events.ts'
import type { Middleware } from './middleware.ts'

/** What a client is made of. */
export interface ConduitOptions {
  /** The server's address as a browser shows it: `https://phorge.example.com`. */
  readonly url: string | URL
  /** Who calls: `apiToken(…)`, `oauthSession(…)`. Without one only methods that need none can be called. */
  readonly credential?: Credential | undefined
  /**
   * Another `fetch`, for a proxy, a test, or an HTTP client that is one: `ky.create({ retry: 0, timeout: false,
   * throwHttpErrors: false })`. Leave retrying to this package, which knows what can be sent again.
   * @default the platform's
   */
  readonly fetch?: typeof fetch | undefined
  /**
   * Milliseconds that one call may take in all: waiting for its turn, being sent, being sent again; `false` for no limit.
   * @default 30000
   */
  readonly timeout?: number | false | undefined
  /** Milliseconds after which a call that reads is given up and sent again, as long as it has time. @default `timeout` */
  readonly attemptTimeout?: number | undefined
  /** How often a call is sent again that can be without being done twice. @default 3 */
  readonly retries?: number | undefined
  /** Calls in flight at a time, of this client and those that `as` makes of it; others wait. @default 6 */
  readonly concurrency?: number | undefined
  /** What every sending passes through, the first of them first. */
  readonly middleware?: readonly Middleware[] | undefined
  /** What wants to know of every request, response, repetition, renewal and refused scope. */
  readonly on?: ConduitEvents | undefined
  /** Where the same is written down: a pino logger, `console`. Neither parameters nor secrets are among it. */
  readonly logger?: Logger | undefined
  /** Reads every answer to the last field: `validate` of `phorge-conduit/validation`. @default enough to work with it */
  readonly validate?: ResultValidation | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
  /** Numbers from 0 up to 1, for the time between two attempts. @default `Math.random` */
  readonly random?: (() => number) | undefined
  /** Ends every call of this client. */
  readonly signal?: AbortSignal | undefined
}

/** What one call may have of its own. */
export interface CallOptions {
  /** Ends this call. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that this call may take; `false` for no limit. @default the client's */
  readonly timeout?: number | false | undefined
  /**
   * The same for the same write, whoever asks for it and whenever: a gateway answers a second call with this key with
   * what it answered the first, for 24 hours. 1 to 255 letters, digits and `-._~:+/=`. @default a new one for every write
   */
  readonly idempotencyKey?: string | undefined
}

/** Reads the result of a method: as it is to be handed on, or where it is not what the method answers. */
export type ResultValidation = (
  method: string,
  result: unknown,
) => { readonly result: unknown } | { readonly unexpectedIn: readonly string[] }

/** Refuses what a program without types may pass. @throws {ConfigurationError} which never repeats a value. */
export function assertOptions(options: ConduitOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError('Conduit takes an object: new Conduit({ url, credential }).')
  }
  const { credential, timeout, attemptTimeout, retries, concurrency } = options
  if (credential !== undefined && typeof credential?.authorization !== 'function') {
    throw new ConfigurationError('`credential` is not a credential.', {
      remedy: 'Use apiToken(…) or oauthSession(…), or leave it out.',
    })
  }
  assertTimeout(timeout)
  assertTimeout(attemptTimeout, 'attemptTimeout')
  assertCount('retries', retries, 0)
  assertCount('concurrency', concurrency, 1)
}

function assertCount(option: string, count: number | undefined, least: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= least)) return
  throw new ConfigurationError(`\`${option}\` is not a whole number from ${least} on.`)
}

/** @throws {ConfigurationError} */
export function assertTimeout(timeout: number | false | undefined, option = 'timeout'): void {
  if (timeout === undefined || timeout === false) return
  if (Number.isInteger(timeout) && timeout > 0 && timeout <= LONGEST_TIMER) return
  throw new ConfigurationError(
    `\`${option}\` is not a whole number of milliseconds above 0, or \`false\` for no limit.`,
  )
}

/** Of what every structured header field takes without quotation marks. @throws {ConfigurationError} */
export function assertIdempotencyKey(key: string | undefined): void {
  if (key === undefined || /^[\w.~:+/=-]{1,255}$/.test(key)) return
  throw new ConfigurationError('`idempotencyKey` is not 1 to 255 letters, digits and -._~:+/=.')
}
