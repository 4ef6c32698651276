import type { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'

/**
 * Where Maniphest lives. The gateway does not know whether that is its own database (`embedded/`) or a Phorge
 * (`phorge/`): it decides who may call what, and hands the call over with the person it is made as.
 */

/** A person, bot or mailing list as the backend knows them. */
export interface Account {
  /** `PHID-USER-…` */
  readonly phid: string
  readonly userName: string
  readonly realName: string
  readonly isAdministrator: boolean
  /** Disabled, unapproved and mailing-list accounts can neither sign in nor call. */
  readonly isDisabled: boolean
}

/** A parameter type as `conduit.query` describes it, by parameter name. */
export interface MethodDescription {
  readonly description: string
  readonly params: Readonly<Record<string, string>>
  readonly return: string
}

/** A Conduit answer. `error_code` is not a closed set; `error_info` is prose for a person. */
export type Envelope =
  | { readonly result: unknown; readonly error_code: null; readonly error_info: null }
  | {
      readonly result: null
      readonly error_code: string
      readonly error_info: string
      /** Ours, beside Phorge's fields: what kind of refusal it is, where `error_code` does not say. */
      readonly reason?: { readonly code: string }
      /** Ours too: the server behind did not answer. */
      readonly upstream?: { readonly illness: Illness; readonly done: 'no' | 'unknown' }
    }

export interface BackendCall {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /**
   * `true` when the parameters came as JSON in `params` and therefore carry types; `false` for a plain form, where
   * every value is a string and Phorge is lenient.
   */
  readonly typed: boolean
  /** Whom the backend names as the author; `undefined` for methods that need no authentication. */
  readonly viewer: Account | undefined
  readonly signal: AbortSignal
  /** Under which our log, and that of another server, tell of it. */
  readonly requestId?: string | undefined
}

/** An answer of another server, passed on as it came: byte for byte. It is always `application/json`. */
export interface Forwarded {
  readonly body: Uint8Array | Readable
  /** Milliseconds from asking that server until its answer began. */
  readonly waited: number
  /** Set when the answer is one. */
  readonly refusal?: Extract<Envelope, { readonly result: null; readonly error_code: string }> | undefined
}

/** A call whose parameters are too large to be read into memory. */
export interface UploadCall {
  readonly method: string
  /** `application/x-www-form-urlencoded`, unpacked, with the JSON in `params`. */
  readonly form: Readable
  readonly viewer: Account
  readonly signal: AbortSignal
  readonly requestId?: string | undefined
}

/** How the server behind is. */
export type Health = { readonly ready: true } | { readonly ready: false; readonly why: string }

/** `open`: the server behind was found ill and is left alone; `half-open`: one call tries it. */
export type Breaker = 'closed' | 'open' | 'half-open'

/** Methods that were not there before. They can be neither granted nor called until an administrator lets them in. */
export interface NewMethods {
  readonly news: readonly string[]
  /** @param database the transaction in which it is written down who let them in */
  letIn(names: readonly string[], database: Kysely<Database>): Promise<void>
}

/** What is wrong with the server behind, as programs are told. */
export type Illness =
  | 'unreachable'
  | 'busy'
  | 'timeout'
  | 'lost'
  | 'failed'
  | 'unavailable'
  | 'rate_limited'
  | 'not_conduit'

/** The server behind could not answer. It is thrown, for it may come up wherever something is asked of a backend. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly illness: Illness
  /** HTTP status of our answer. */
  readonly status: 429 | 502 | 503 | 504
  /** `unknown`: it may have done what was asked before it failed. */
  readonly done: 'no' | 'unknown'
  /** Seconds after which it is worth asking again. */
  readonly retryAfter: number | undefined

  constructor(
    message: string,
    details: Pick<Unavailable, 'illness' | 'status' | 'done'> & {
      readonly retryAfter?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, { cause: details.cause })
    this.illness = details.illness
    this.status = details.status
    this.done = details.done
    this.retryAfter = details.retryAfter
  }
}

export interface Backend {
  readonly kind: 'embedded' | 'phorge'
  /** Every method this backend has, as `conduit.query` lists them. Cached; cheap to call on every request. */
  methods(): Promise<ReadonlyMap<string, MethodDescription>>
  /** Makes one call. Refusals come back as envelopes. @throws {Unavailable} and, of all else, for bugs only */
  call(call: BackendCall): Promise<Envelope>
  /** As `call`, of a backend that is another server: with that server's own answer. @throws {Unavailable} */
  forward?(call: BackendCall): Promise<Forwarded | Envelope>
  /** As `forward`, in constant memory. @throws {Unavailable} */
  upload?(call: UploadCall): Promise<Forwarded | Envelope>
  /** What an upgrade of the server behind has brought. Without it, that cannot happen. */
  readonly newMethods?: NewMethods
  /** Whether calls go through to the server behind. Without it there is none. */
  breaker?(): Breaker
  /** Whether a call would be answered now. Without it, always. */
  health?(): Promise<Health>
  accountByPhid(phid: string): Promise<Account | undefined>
  accountByName(userName: string): Promise<Account | undefined>
  /** The account whose password this is, or `undefined`. Only a backend with accounts of its own has it. */
  verifyPassword?(userName: string, password: string): Promise<Account | undefined>
  close(): Promise<void>
}
