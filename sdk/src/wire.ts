import type { Authorization } from './credentials/credential.ts'
import { AuthenticationError, ValidationError } from './errors.ts'
import { isEditMethod } from './methods/rules.ts'
import { isEmptyIdentifier } from './scopes.ts'

/** A call as it goes over the wire. */
export interface EncodedCall {
  readonly body: string
  /** What authenticates the call, where that is a header. */
  readonly credentialHeaders: Readonly<Record<string, string>>
  /** `omit` unless the cookies are the credential: to Phorge a cookie counts more than a token. */
  readonly credentials: 'omit' | 'include'
}

/** A charset on the content type is left out: Phorge then repeats the whole body, token included, when it cannot parse it. */
export const HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'content-type': 'application/x-www-form-urlencoded',
}

/**
 * Phorge reads JSON from the form field `params` and from nowhere else.
 *
 * @param json The parameters, from `sendable`.
 */
export function encodeCall(json: string, authorization: Authorization | undefined): EncodedCall {
  const params = encodeURIComponent(withCredential(json, authorization)).replaceAll('%20', '+')
  return {
    body: `params=${params}&output=json`,
    credentialHeaders: inHeader(authorization),
    credentials: authorization?.kind === 'browser-session' ? 'include' : 'omit',
  }
}

function withCredential(json: string, authorization: Authorization | undefined): string {
  if (!authorization || isInHeader(authorization)) return json
  const { kind, token } = authorization
  const credential = JSON.stringify(kind === 'api-token' ? { token } : { access_token: token })
  return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"__conduit__":${credential}}`
}

function inHeader(authorization: Authorization | undefined): Record<string, string> {
  if (!authorization || !isInHeader(authorization)) return {}
  const { kind, token } = authorization
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new AuthenticationError('auth_malformed', 'The access token has characters that no token has.')
  }
  return kind === 'browser-session' ? { 'x-phabricator-csrf': token } : { authorization: `Bearer ${token}` }
}

function isInHeader(authorization: Authorization): boolean {
  if (authorization.kind === 'browser-session') return true
  return authorization.kind === 'access-token' && authorization.placement === 'header'
}

/**
 * The parameters as JSON.
 *
 * @throws {ValidationError} for what Phorge would take for something else than was meant.
 */
export function sendable(method: string, params: object): string {
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+)+$/i.test(method)) {
    throw new ValidationError(`"${method}" is not the name of a Conduit method.`, { method })
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new ValidationError(`The parameters of ${method} are not an object.`, { method })
  }
  if ('__conduit__' in params) {
    throw new ValidationError('Credentials do not belong in the parameters: use `credential`.', { method })
  }
  if (isEditMethod(method) && 'objectIdentifier' in params && isEmptyIdentifier(params.objectIdentifier)) {
    throw new ValidationError(
      'objectIdentifier is empty, which Phorge takes for a wish to create a new object. Leave it out to create one.',
      { method },
    )
  }
  return asJson(method, params)
}

/** A `BigInt` or a circle cannot be sent; a number that is none (`NaN`) would be sent as `null`, which clears a field. */
function asJson(method: string, params: object): string {
  try {
    const json = JSON.stringify(params)
    if (json.includes('null')) JSON.stringify(params, refuseNumberlessNumber)
    return json
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new ValidationError(`The parameters of ${method} cannot be written as JSON: ${reason}`, { method })
  }
}

function refuseNumberlessNumber(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${key} is ${value}`)
  return value
}

/** Conduit's envelope. */
export interface Envelope {
  readonly result?: unknown
  readonly error_code: string | null
  readonly error_info?: string | null | undefined
  /** phorge-conduit-gateway says beside the prose what it means. */
  readonly reason?: Reason | undefined
}

interface Reason {
  readonly code: string
  readonly needed?: readonly string[] | undefined
  readonly granted?: readonly string[] | undefined
  readonly missing?: readonly string[] | undefined
  readonly acrValues?: readonly string[] | undefined
  /** Seconds. */
  readonly maxAge?: number | undefined
}

/** Reads Conduit's envelope; `undefined` when this is something else, such as a page for people. */
export function decodeEnvelope(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isEnvelope(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null || !('error_code' in value)) return false
  const { error_code, error_info = null, reason } = value as Record<string, unknown>
  if (!isTextOrNull(error_code) || !isTextOrNull(error_info)) return false
  return reason === undefined || isReason(reason)
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isReason(value: unknown): value is Reason {
  if (typeof value !== 'object' || value === null || !('code' in value)) return false
  const {
    code,
    needed = [],
    granted = [],
    missing = [],
    acrValues = [],
    maxAge = 0,
  } = value as Record<string, unknown>
  if (typeof code !== 'string' || typeof maxAge !== 'number') return false
  return [needed, granted, missing, acrValues].every(isTexts)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
