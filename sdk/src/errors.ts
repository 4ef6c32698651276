/** What every error of this package carries. */
export interface ConduitErrorDetails {
  /** The Conduit method that was called, where there was one. */
  readonly method?: string | undefined
  /** What to do about it, in one sentence. */
  readonly remedy?: string | undefined
  /** The server's own `error_code`, for a log. */
  readonly serverCode?: string | undefined
  readonly cause?: unknown
}

/**
 * The base of all errors that this package throws on purpose. Narrow one with a `switch` on `code`; `ConduitFailure` is
 * the union of them all, so that the compiler knows what each case has.
 *
 * No error carries a secret: prose of the server is redacted before it becomes part of `message`, and `cause` is never
 * a request.
 *
 * @example
 * ```ts
 * try {
 *   await conduit.tasks.close('T12')
 * } catch (error) {
 *   if (!isConduitError(error)) throw error
 *   switch (error.code) {
 *     case 'scope':
 *       return error.authorizationUrl ? redirect(error.authorizationUrl) : show(error.remedy)
 *     case 'rate_limited':
 *       return retryIn(error.retryAfter ?? 60)
 *     default:
 *       return show(`${error.message} ${error.remedy}`)
 *   }
 * }
 * ```
 */
export abstract class ConduitError extends Error {
  /** Stable: decide by it and never by `message`. */
  abstract readonly code: string
  readonly method: string | undefined
  readonly remedy: string
  readonly serverCode: string | undefined

  constructor(message: string, remedy: string, details: ConduitErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.method = details.method
    this.remedy = details.remedy ?? remedy
    this.serverCode = details.serverCode
  }

  /** What a log needs: all but the stack and the cause. */
  toJSON(): Record<string, unknown> {
    const { name, code, message } = this
    return { name, code, message, ...Object.fromEntries(Object.entries(this)) }
  }
}

const AUTHENTICATION_REMEDIES = {
  auth_missing: 'Sign in, or give the client a credential.',
  auth_malformed: 'Check the token: an API token has 32 characters and begins with "api-", "cli-" or "clr-".',
  auth_invalid:
    'Sign in again, or use another token: this one is unknown, expired or revoked, or its account is disabled.',
  auth_expired: 'Sign in again.',
  auth_revoked: 'Sign in again: access was withdrawn.',
  auth_address: 'Call from an address that the token and the application were made for.',
  auth_disabled: 'Ask an administrator to enable the account or the application.',
} as const

/** The codes of {@link AuthenticationError}. */
export type AuthenticationCode = keyof typeof AUTHENTICATION_REMEDIES

/** Nobody is signed in, or not any more. `auth_invalid` is what a stock Phorge says of every token it refuses. */
export class AuthenticationError extends ConduitError {
  override readonly name = 'AuthenticationError'
  readonly code: AuthenticationCode

  constructor(code: AuthenticationCode, message: string, details?: ConduitErrorDetails) {
    super(message, AUTHENTICATION_REMEDIES[code], details)
    this.code = code
  }
}

/**
 * Which of the parties stands in the way: `not_offered`, the server has no OAuth scope for this method (a stock
 * Phorge for nearly all); `not_allowed`, the administrator has not allowed it for this application; `not_granted`, the
 * user has not granted it; `not_in_token`, they made this API token for less.
 */
export type ScopeReason = 'not_offered' | 'not_allowed' | 'not_granted' | 'not_in_token'

/** What a {@link ScopeError} is made of. */
export interface ScopeErrorDetails extends ConduitErrorDetails {
  readonly reason: ScopeReason
  /** Scopes that the call takes. */
  readonly needed: readonly string[]
  /** Scopes that the token has; empty where the server does not say. */
  readonly granted: readonly string[]
  /** Scopes that the call takes and that were not there. */
  readonly missing: readonly string[]
  /** Where the user is asked for exactly what is missing. */
  readonly authorizationUrl?: string | undefined
}

/** The token may not make this call. */
export class ScopeError extends ConduitError {
  override readonly name = 'ScopeError'
  readonly code = 'scope'
  readonly reason: ScopeReason
  readonly needed: readonly string[]
  readonly granted: readonly string[]
  readonly missing: readonly string[]
  readonly authorizationUrl: string | undefined

  constructor(details: ScopeErrorDetails) {
    const scopes = details.missing.join(' ')
    super(SCOPE_MESSAGES[details.reason](scopes), SCOPE_REMEDIES[details.reason](scopes), details)
    this.reason = details.reason
    this.needed = details.needed
    this.granted = details.granted
    this.missing = details.missing
    this.authorizationUrl = details.authorizationUrl
  }
}

const SCOPE_MESSAGES: Record<ScopeReason, (scopes: string) => string> = {
  not_offered: (scopes) => `This server lets no OAuth token do this: ${scopes}.`,
  not_allowed: (scopes) => `The administrator has not allowed this application: ${scopes}.`,
  not_granted: (scopes) => `The user has not granted this application: ${scopes}.`,
  not_in_token: (scopes) => `This API token was not made for: ${scopes}.`,
}

const SCOPE_REMEDIES: Record<ScopeReason, (scopes: string) => string> = {
  not_offered: () => 'Use an API token, or put phorge-conduit-gateway in front of this server.',
  not_allowed: (scopes) => `Ask an administrator to allow this application: ${scopes}.`,
  not_granted: (scopes) => `Ask the user to grant: ${scopes}.`,
  not_in_token: (scopes) => `Make an API token that may do this: ${scopes}.`,
}

/** What a {@link SecondFactorError} is made of. */
export interface SecondFactorErrorDetails extends ConduitErrorDetails {
  readonly acrValues: readonly string[]
  readonly maxAge?: number | undefined
  readonly authorizationUrl?: string | undefined
}

/**
 * The method takes a proof that it is the user, made a short time ago: RFC 9470's `insufficient_user_authentication`. An
 * API token cannot bring one.
 */
export class SecondFactorError extends ConduitError {
  override readonly name = 'SecondFactorError'
  readonly code = 'second_factor'
  /** What to ask the authorization server for. */
  readonly acrValues: readonly string[]
  /** How old the proof may be, in seconds. */
  readonly maxAge: number | undefined
  /** Where the user is asked for it. */
  readonly authorizationUrl: string | undefined

  constructor(message: string, details: SecondFactorErrorDetails) {
    super(message, 'Authorize the user again, with these `acrValues`.', details)
    this.acrValues = details.acrValues
    this.maxAge = details.maxAge
    this.authorizationUrl = details.authorizationUrl
  }
}

/** The call, or a value in it, is not one that can be carried out. Also thrown before anything is sent. */
export class ValidationError extends ConduitError {
  override readonly name = 'ValidationError'
  readonly code = 'validation'
  /** The values that would have been accepted, where they are known. */
  readonly valid: readonly string[] | undefined

  constructor(message: string, details: ConduitErrorDetails & { valid?: readonly string[] } = {}) {
    super(message, 'Correct the call; the same call again will be refused again.', details)
    this.valid = details.valid
  }
}

/** The user, not the application, lacks the permission. */
export class PermissionError extends ConduitError {
  override readonly name = 'PermissionError'
  readonly code = 'permission'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, "Ask the object's owner or an administrator for permission.", details)
  }
}

/** The object does not exist, or this user may not see it: a server that told them apart would give it away. */
export class NotFoundError extends ConduitError {
  override readonly name = 'NotFoundError'
  readonly code = 'not_found'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, 'Check the identifier, and whether this user may see the object.', details)
  }
}

/** The server has no such method. */
export class MethodUnknownError extends ConduitError {
  override readonly name = 'MethodUnknownError'
  readonly code = 'method_unknown'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, 'Check the name with conduit.query, and whether its application is installed.', details)
  }
}

/** Too many calls. Nothing was changed. */
export class RateLimitedError extends ConduitError {
  override readonly name = 'RateLimitedError'
  readonly code = 'rate_limited'
  /** Seconds to wait; `undefined` where the server does not say (a stock Phorge never does). */
  readonly retryAfter: number | undefined

  constructor(message: string, details: ConduitErrorDetails & { retryAfter?: number | undefined } = {}) {
    const wait = details.retryAfter === undefined ? 'a minute' : `${details.retryAfter} seconds`
    super(message, `Wait ${wait} and call less often.`, details)
    this.retryAfter = details.retryAfter
  }
}

/** The server failed. Nothing is known to have been changed: a write without an answer is `outcome_unknown`. */
export class ServerError extends ConduitError {
  override readonly name = 'ServerError'
  readonly code = 'server'
  /** HTTP status. */
  readonly status: number | undefined

  constructor(message: string, details: ConduitErrorDetails & { status?: number } = {}) {
    super(message, 'Try again later; if it stays so, look into the log of the server.', details)
    this.status = details.status
  }
}

/** What answered is not Conduit, or not a Conduit that this package understands. */
export class NotConduitError extends ConduitError {
  override readonly name = 'NotConduitError'
  readonly code = 'not_conduit'
  /** HTTP status; 0 where a browser hides it (a redirect). */
  readonly status: number
  readonly contentType: string | undefined

  constructor(
    message: string,
    details: ConduitErrorDetails & { status: number; contentType?: string | undefined },
  ) {
    super(message, 'Check that `url` is the address of the server itself, as a browser shows it.', details)
    this.status = details.status
    this.contentType = details.contentType
  }
}

/** The server was not reached. */
export class NetworkError extends ConduitError {
  override readonly name = 'NetworkError'
  readonly code = 'network'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, 'Check the address and the connection, and try again.', details)
  }
}

/** A call that reads took too long. A write that took too long is `outcome_unknown`. */
export class TimeoutError extends ConduitError {
  override readonly name = 'TimeoutError'
  readonly code = 'timeout'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, 'Try again, or allow more time with the `timeout` option.', details)
  }
}

/** The caller's own `AbortSignal` ended the call. */
export class AbortedError extends ConduitError {
  override readonly name = 'AbortedError'
  readonly code = 'aborted'
  /** Whether a write was under way, so that the server may have carried it out. */
  readonly outcomeUnknown: boolean

  constructor(message: string, details: ConduitErrorDetails & { outcomeUnknown?: boolean } = {}) {
    const outcomeUnknown = details.outcomeUnknown ?? false
    const remedy = outcomeUnknown
      ? 'Read the object before you repeat the call: it may have been carried out.'
      : 'Nothing was changed; call again when wanted.'
    super(message, remedy, details)
    this.outcomeUnknown = outcomeUnknown
  }
}

/**
 * A write was sent and no answer came, so it may or may not have been carried out. It was sent again before this where
 * that could not make it happen twice: see `CallOptions.idempotencyKey`.
 */
export class OutcomeUnknownError extends ConduitError {
  override readonly name = 'OutcomeUnknownError'
  readonly code = 'outcome_unknown'
  /** Whether the server has the call and says that there is no answer to it yet, or never will be. */
  readonly isPending: boolean

  constructor(message: string, details: ConduitErrorDetails & { isPending?: boolean } = {}) {
    super(message, 'Read the object before you repeat the call: it may have been carried out.', details)
    this.isPending = details.isPending ?? false
  }
}

const OAUTH_REMEDIES = {
  oauth_denied: 'Nothing was granted; start again when the user wants to.',
  oauth_callback: 'Start the sign-in again from the beginning, in the same browser.',
  oauth_server: "Check the application's registration and that the server's OAuth server is enabled.",
} as const

/** The codes of {@link OAuthError}. */
export type OAuthCode = keyof typeof OAUTH_REMEDIES

/**
 * The authorization-code flow ended without a token: the user refused (`oauth_denied`), the callback does not belong to
 * a sign-in that was started here (`oauth_callback`), or the authorization server refused or failed (`oauth_server`).
 */
export class OAuthError extends ConduitError {
  override readonly name = 'OAuthError'
  readonly code: OAuthCode
  /** The `error` of RFC 6749, such as `invalid_grant`. */
  readonly error: string | undefined

  constructor(code: OAuthCode, message: string, details: ConduitErrorDetails & { error?: string } = {}) {
    super(message, OAUTH_REMEDIES[code], details)
    this.code = code
    this.error = details.error
  }
}

/** This package was set up wrongly; thrown before anything is sent. */
export class ConfigurationError extends ConduitError {
  override readonly name = 'ConfigurationError'
  readonly code = 'configuration'

  constructor(message: string, details?: ConduitErrorDetails) {
    super(message, 'Correct the option that the message names.', details)
  }
}

/** Every error of this package: a `switch` over `code` narrows it, and the compiler tells when a case is left out. */
export type ConduitFailure =
  | AuthenticationError
  | ScopeError
  | SecondFactorError
  | ValidationError
  | PermissionError
  | NotFoundError
  | MethodUnknownError
  | RateLimitedError
  | ServerError
  | NotConduitError
  | NetworkError
  | TimeoutError
  | AbortedError
  | OutcomeUnknownError
  | OAuthError
  | ConfigurationError

/** Every code that there is. */
export type ConduitErrorCode = ConduitFailure['code']

/** Whether an error is one of this package: its `code` then narrows it. */
export function isConduitError(error: unknown): error is ConduitFailure {
  return error instanceof ConduitError
}
