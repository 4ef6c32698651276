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
}

export interface Backend {
  readonly kind: 'embedded' | 'phorge'
  /** Every method this backend has, as `conduit.query` lists them. Cached; cheap to call on every request. */
  methods(): Promise<ReadonlyMap<string, MethodDescription>>
  /** Makes one call. Refusals come back as envelopes; it throws for bugs only. */
  call(call: BackendCall): Promise<Envelope>
  accountByPhid(phid: string): Promise<Account | undefined>
  accountByName(userName: string): Promise<Account | undefined>
  /** The account whose password this is, or `undefined`. Only a backend with accounts of its own has it. */
  verifyPassword?(userName: string, password: string): Promise<Account | undefined>
  close(): Promise<void>
}
