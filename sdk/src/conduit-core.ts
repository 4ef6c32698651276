import { assertNotAborted } from './aborted.ts'
import { type Answered, resultOf } from './answer.ts'
import { authorized } from './authorized.ts'
import { type CallPromise, callPromise, type WithResponse } from './call-promise.ts'
import type { Credential } from './credentials/credential.ts'
import { ScopeError } from './errors.ts'
import { can, requireScopes } from './granted.ts'
import { type Host, hostOf } from './host.ts'
import type { ConduitMethods } from './methods/catalogue.ts'
import type { Page } from './methods/search.ts'
import {
  type Asking,
  type AttachmentsOf,
  type CallArguments,
  type CallResult,
  type FoundPage,
  type MethodName,
  type SearchName,
  withNamespaces,
} from './namespace.ts'
import {
  assertIdempotencyKey,
  assertOptions,
  assertTimeout,
  type CallOptions,
  type ConduitOptions,
} from './options.ts'
import { Search } from './paging.ts'
import { afterLostAnswer } from './retry.ts'
import { newCall, type SentCall } from './send.ts'

const DEFAULT_TIMEOUT = 30_000

/**
 * A client for the Conduit API that calls methods, in turn and again where that is safe, and nothing else: `Conduit`
 * without `tasks`, for programs that are small or count their bytes.
 *
 * @example
 * ```ts
 * import { apiToken, ConduitCore } from 'phorge-conduit/core'
 *
 * const conduit = new ConduitCore({ url: 'https://phorge.example.com', credential: apiToken(token) })
 * const { userName } = await conduit.user.whoami()
 * ```
 */
export class ConduitCore extends /* @__PURE__ */ withNamespaces() {
  /** The server's address, with a slash at its end. */
  readonly url: string
  readonly #options: ConduitOptions
  readonly #host: Host

  /**
   * @param peer Used by `as`.
   * @throws {ConfigurationError} when an option cannot be what was meant, such as a `url` without `https://`.
   */
  constructor(options: ConduitOptions, peer?: ConduitCore) {
    assertOptions(options)
    super()
    this.#options = options
    this.#host = peer ? peer.#host : hostOf(options)
    this.url = this.#host.url
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
  as(credential: Credential | undefined): this {
    const Same = this.constructor as new (options: ConduitOptions, peer: this) => this
    return new Same({ ...this.#options, credential }, this)
  }

  /**
   * Calls one method by name. The result of a method that this package knows is checked as far as is needed to work with
   * it; fields that it does not know are kept. The result of any other method is `unknown`, until it is added to
   * `ConduitMethods`.
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
  ): CallPromise<FoundPage<Name, Asked>>
  call<Name extends MethodName>(method: Name, ...args: CallArguments<Name>): CallPromise<CallResult<Name>>
  call(method: string, params: object = {}, options?: CallOptions): CallPromise<unknown> {
    return callPromise(this.#call(method, params, options))
  }

  /** Calls one method that has pages by name: what its function (`conduit.maniphest.search`) does. */
  paginate(method: string, params: object = {}, options?: CallOptions): Search<unknown> {
    return new Search(
      (after) =>
        this.#call(method, after === undefined ? params : { ...params, after }, options) as Promise<
          WithResponse<Page<unknown>>
        >,
      params,
      () => this.#assertWanted(method, options),
    )
  }

  /**
   * Whether what was granted covers a scope: a method (`maniphest.search`) or one aspect of it (`maniphest.edit:status`).
   * Nothing is sent to Conduit. The administrator's rules and the person's own rights are decided on with every call, and
   * a call that was granted may still be refused by them.
   *
   * - an API token, a browser session: `true`; they can do what the person can
   * - a token of a gateway: what the person granted
   * - a token of a stock Phorge, and one whose credential does not say what was granted: what any token can, seven
   *   methods (`unscopedMethods`)
   * - nobody signed in: what the server answers to anybody
   */
  can(scope: string): Promise<boolean> {
    return can(this.#options.credential, scope)
  }

  /**
   * Throws unless `can` says yes to all of these, with the address where the person is asked for what is missing. Ask
   * before a form is filled in, so that nobody does it in vain.
   *
   * @throws {ScopeError} `not_granted`, or of a stock Phorge `not_offered`
   * @throws {AuthenticationError} when nobody is signed in
   */
  require(scopes: readonly string[]): Promise<void> {
    return requireScopes(this.#options.credential, scopes)
  }

  async #call(method: string, params: object, options: CallOptions = {}): Promise<WithResponse<unknown>> {
    assertTimeout(options.timeout)
    assertIdempotencyKey(options.idempotencyKey)
    this.#assertWanted(method, options)
    const call = newCall(this.#host, {
      method,
      params,
      credential: this.#options.credential,
      signals: this.#signals(options),
      timeout: options.timeout ?? this.#options.timeout ?? DEFAULT_TIMEOUT,
      idempotencyKey: options.idempotencyKey,
    })
    try {
      const { result, response } = await this.#answered(call)
      const { status, headers } = response
      return { data: result, response: { status, headers, attempts: call.attempts } }
    } catch (error) {
      if (error instanceof ScopeError) this.#host.events.emit('scopeDenied', { method, error })
      throw afterLostAnswer(error, call.lost)
    }
  }

  async #answered(call: SentCall): Promise<Answered> {
    const { reads } = this.#host
    if (call.access === 'write') {
      return authorized(this.#host, call).finally(() => {
        reads.forget()
        this.wrote(call.method)
      })
    }
    const refusal = { ...call, authorization: undefined, secrets: [] }
    return reads.join(
      call,
      () => authorized(this.#host, call),
      ({ response }) => resultOf(response, refusal, this.#host),
    )
  }

  /** Called after each write, whatever became of it: what was kept of earlier answers may not be true any more. */
  protected wrote(_method: string): void {}

  #signals({ signal }: CallOptions): AbortSignal[] {
    return [this.#options.signal, signal].filter((signal) => signal !== undefined)
  }

  #assertWanted(method: string, options: CallOptions = {}): void {
    assertNotAborted(method, this.#signals(options))
  }

  /** The address alone: no credential gets into a log. */
  toJSON(): { url: string } {
    return { url: this.url }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.constructor.name} { url: '${this.url}' }`
  }
}
