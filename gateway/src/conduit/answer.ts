import type { RefusalCode } from '../access/decide.ts'
import { formatScopes, type Scope } from '../access/scope.ts'
import type { TokenRefusalCode } from '../access/token-rights.ts'
import type { Envelope } from '../backends/backend.ts'
import type { AuthenticationCode } from './authenticate.ts'

/** Why a call was refused, for programs; `error_info` beside it is for people. */
export interface Reason {
  readonly code:
    | AuthenticationCode
    | RefusalCode
    | TokenRefusalCode
    | 'account_disabled'
    | 'origin_not_allowed'
    | 'application_address'
    | 'insufficient_user_authentication'
  /** The scopes that this call needs. */
  readonly needed: readonly Scope[]
  /** What the user granted to this token. */
  readonly granted: readonly Scope[]
  /** What the refusing party (administrator, user) does not cover of what is needed. */
  readonly missing: readonly Scope[]
  /** Of `insufficient_user_authentication`: what to ask the authorization server for (RFC 9470). */
  readonly acrValues?: readonly string[]
  /** Of the same: seconds. */
  readonly maxAge?: number
}

export interface Answer {
  readonly status: number
  readonly envelope: Envelope
  /** The value of `WWW-Authenticate`. */
  readonly challenge?: string
  /** Seconds: the value of `Retry-After`. */
  readonly retryAfter?: number
}

/** A refusal that has nothing to do with who is asking. `kind` tells programs what Phorge's codes do not tell apart. */
export function refuse(
  errorCode: 'ERR-CONDUIT-CALL' | 'ERR-CONDUIT-CORE',
  kind:
    | 'method_unknown'
    | 'validation'
    | 'server'
    | 'rate_limited'
    | 'idempotency_key_reused'
    | 'idempotency_key_in_use',
  message: string,
  status = 200,
): Answer {
  const envelope = { result: null, error_code: errorCode, error_info: message, reason: { code: kind } }
  return { status, envelope }
}

export interface Denial {
  readonly errorCode: 'ERR-INVALID-SESSION' | 'ERR-INVALID-AUTH' | 'ERR-OAUTH-ACCESS'
  readonly message: string
  readonly reason: Reason
  /** Whether the token came in the `Authorization` header. */
  readonly bearer: boolean
  /** Start of the metadata's address. */
  readonly publicUrl: string
}

/** Longer headers are cut off or refused by programs on the way. The body says it all the same. */
const LONGEST_ATTRIBUTE = 2000

/**
 * A refusal for who the caller is or what it may do. Phorge answers these with status 200, and its clients expect that;
 * who sends a token by RFC 6750 expects 400, 401 or 403. The header says the same to both (RFC 6750, section 3).
 */
export function deny({ errorCode, message, reason, bearer, publicUrl }: Denial): Answer {
  const error = bearerError(reason.code)
  const scope = reason.code === 'scope_not_offered' ? '' : formatScopes(reason.needed)
  const attributes = [
    ...(error
      ? [
          `error="${error.name}"`,
          `error_description="${message.slice(0, LONGEST_ATTRIBUTE).replaceAll(/["\\]/g, "'")}"`,
        ]
      : []),
    ...(reason.acrValues ? [`acr_values="${reason.acrValues.join(' ')}"`, `max_age=${reason.maxAge}`] : []),
    ...(scope && scope.length <= LONGEST_ATTRIBUTE ? [`scope="${scope}"`] : []),
    `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`,
  ]
  return {
    status: bearer && error ? error.status : 200,
    envelope: { result: null, error_code: errorCode, error_info: message, reason },
    challenge: `Bearer ${attributes.join(', ')}`,
  }
}

/** RFC 6750, section 3.1. Without any credential there is no error code. */
function bearerError(code: Reason['code']): { name: string; status: number } | undefined {
  switch (code) {
    case 'token_missing':
      return undefined
    case 'token_malformed':
      return { name: 'invalid_request', status: 400 }
    case 'token_unknown':
    case 'token_expired':
    case 'token_revoked':
    case 'token_address':
    case 'account_disabled':
    case 'application_disabled':
      return { name: 'invalid_token', status: 401 }
    case 'scope_not_offered':
    case 'scope_not_allowed':
    case 'scope_not_granted':
    case 'origin_not_allowed':
    case 'application_address':
    case 'token_read_only':
    case 'token_scope':
      return { name: 'insufficient_scope', status: 403 }
    // RFC 9470, section 3
    case 'insufficient_user_authentication':
      return { name: code, status: 401 }
  }
}
