import type { Clock } from './clock.ts'
import type { Authorization, Credential } from './credentials/credential.ts'
import { AbortedError, type AuthenticationCode, AuthenticationError } from './errors.ts'
import { type Host, hostOf } from './host.ts'
import type { ConduitMethods } from './methods/catalogue.ts'
import { needsAuthentication } from './methods/names.ts'
import type { Page } from './methods/search.ts'
import {
  type Asking,
  type AttachmentsOf,
  type CallArguments,
  type CallResult,
  type FoundPage,
  type MethodName,
  type Namespaces,
  namespaces,
  type SearchName,
} from './namespace.ts'
import { assertOptions, assertTimeout } from './options.ts'
import { Search } from './paging.ts'
import { afterLostAnswer } from './retry.ts'
import { newCall, type SentCall, send } from './send.ts'
import { Tasks } from './tasks/tasks.ts'
import { assertSendable } from './wire.ts'

const DEFAULT_TIMEOUT = 30_000

/** What a server says of a token that it has read. Of one that it has not seen (`auth_missing`) another would not help. */
const REFUSED_TOKEN: ReadonlySet<AuthenticationCode> = new Set([
  'auth_invalid',
  'auth_expired',
  'auth_revoked',
])

/** What a client is made of. */
export interface ConduitOptions {
  /** The server's address as a browser shows it: `https://phorge.example.com`. */
  readonly url: string | URL
  /** Who calls: `apiToken(…)`, `oauthSession(…)`. Without one only methods that need none can be called. */
  readonly credential?: Credential | undefined
  /** Another `fetch`, for a proxy or a test. @default the platform's */
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
}

/**
 * A client for the Conduit API of a Phorge, a Phabricator, or a phorge-conduit-gateway.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken(token) })
 * const { userName } = await conduit.user.whoami()
 * for await (const task of conduit.maniphest.search({ constraints: { statuses: ['open()'] } })) {
 *   console.log(`T${task.id} ${task.fields.name}`)
 * }
 * ```
 */
export class Conduit extends (class {} as new () => Namespaces) {
  /** The server's address, with a slash at its end. */
  readonly url: string
  /** Tasks as people think of them: open and closed, by monogram. */
  readonly tasks: Tasks
  readonly #options: ConduitOptions
  readonly #host: Host

  /**
   * @param peer Used by `as`.
   * @throws {ConfigurationError} when an option cannot be what was meant, such as a `url` without `https://`.
   */
  constructor(options: ConduitOptions, peer?: Conduit) {
    assertOptions(options)
    super()
    this.#options = options
    this.#host = peer ? peer.#host : hostOf(options)
    this.url = this.#host.url
    const applications = namespaces({
      call: (method, params, options) => this.#call(method, params, options),
      search: (method, params, options) => this.#search(method, params, options),
    })
    Object.defineProperties(this, applications)
    this.tasks = new Tasks(this, peer?.tasks)
  }

  /**
   * The same client for somebody else, or for nobody. A back end keeps one client and calls this for every request:
   * what is the same for all of a server's users is then fetched once for all of them.
   *
   * @example
   * ```ts
   * const server = new Conduit({ url: 'https://phorge.example.com' })
   * const task = await server.as(oauthSession(…)).tasks.get('T12')
   * ```
   */
  as(credential: Credential | undefined): Conduit {
    return new Conduit({ ...this.#options, credential }, this)
  }

  /**
   * Calls one method by name. The result of a method that this package knows is validated; fields that it does not
   * know are kept. The result of any other method is `unknown`, until it is added to `ConduitMethods`.
   *
   * @throws {ConduitFailure}
   * @example
   * ```ts
   * const { object } = await conduit.call('maniphest.edit', { transactions: [{ type: 'title', value: 'Broken' }] })
   * ```
   */
  call<Name extends SearchName, const Asked extends AttachmentsOf<Name> = Record<never, never>>(
    method: Name,
    params: Asking<ConduitMethods[Name]['params'], Asked>,
    options?: CallOptions,
  ): Promise<FoundPage<Name, Asked>>
  call<Name extends MethodName>(method: Name, ...args: CallArguments<Name>): Promise<CallResult<Name>>
  async call(method: string, params: object = {}, options?: CallOptions): Promise<unknown> {
    return this.#call(method, params, options)
  }

  #search(method: string, params: object, options?: CallOptions): Search<unknown> {
    return new Search(
      (after) =>
        this.#call(method, after === undefined ? params : { ...params, after }, options) as Promise<
          Page<unknown>
        >,
      params,
      () => this.#assertWanted(method, options),
    )
  }

  async #call(method: string, params: object, options: CallOptions = {}): Promise<unknown> {
    assertSendable(method, params)
    assertTimeout(options.timeout)
    this.#assertWanted(method, options)
    const call = newCall(this.#host, {
      method,
      params,
      credential: this.#options.credential,
      signals: this.#signals(options),
      timeout: options.timeout ?? this.#options.timeout ?? DEFAULT_TIMEOUT,
    })
    try {
      return await this.#authorized(call, options)
    } catch (error) {
      throw afterLostAnswer(error, call.lost)
    }
  }

  async #authorized(call: SentCall, options: CallOptions): Promise<unknown> {
    const authorization = await this.#authorization(call.method, options)
    try {
      return await send(this.#host, call, authorization)
    } catch (error) {
      const renewed = await this.#renewed(error, authorization, options)
      if (!renewed) throw error
      return send(this.#host, call, renewed)
    }
  }

  async #authorization(method: string, options: CallOptions): Promise<Authorization | undefined> {
    if (!needsAuthentication(method)) return undefined
    try {
      return await this.#options.credential?.authorization(this.#signal(options))
    } catch (error) {
      this.#assertWanted(method, options)
      throw error
    }
  }

  /** Only after the server refused the token itself: nothing was done then, so that a write can be repeated too. */
  async #renewed(
    error: unknown,
    refused: Authorization | undefined,
    options: CallOptions,
  ): Promise<Authorization | undefined> {
    if (!refused || !(error instanceof AuthenticationError) || !isRefused(refused, error)) return undefined
    return this.#options.credential?.renew?.(refused, this.#signal(options))
  }

  #signals({ signal }: CallOptions): AbortSignal[] {
    return [this.#options.signal, signal].filter((signal) => signal !== undefined)
  }

  #signal(options: CallOptions): AbortSignal | undefined {
    const signals = this.#signals(options)
    return signals.length > 1 ? AbortSignal.any(signals) : signals[0]
  }

  #assertWanted(method: string, options: CallOptions = {}): void {
    const aborted = this.#signals(options).find((signal) => signal.aborted)
    if (aborted) throw new AbortedError(`${method} was aborted.`, { method, cause: aborted.reason })
  }

  toJSON(): { url: string } {
    return { url: this.url }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Conduit { url: '${this.url}' }`
  }
}

/** Of a session that has ended a server says that it sees none. */
function isRefused({ kind }: Authorization, { code }: AuthenticationError): boolean {
  return REFUSED_TOKEN.has(code) || (kind === 'browser-session' && code === 'auth_missing')
}
