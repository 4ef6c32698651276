import * as z from 'zod/mini'
import type { Authorization } from './credentials/credential.ts'
import { AuthenticationError, ValidationError } from './errors.ts'
import { isEditMethod, isEmptyIdentifier } from './scopes.ts'

/** A call as it goes over the wire. */
export interface EncodedCall {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `omit` unless the cookies are the credential: to Phorge a cookie counts more than a token. */
  readonly credentials: 'omit' | 'include'
}

/**
 * Phorge reads JSON from the form field `params` and from nowhere else. A charset on the content type is left out:
 * Phorge then repeats the whole body, token included, when it cannot parse it.
 */
export function encodeCall(params: object, authorization: Authorization | undefined): EncodedCall {
  const form = new URLSearchParams({
    params: JSON.stringify({ ...params, ...inBody(authorization) }),
    output: 'json',
  })
  return {
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...inHeader(authorization),
    },
    body: form.toString(),
    credentials: authorization?.kind === 'browser-session' ? 'include' : 'omit',
  }
}

function inBody(authorization: Authorization | undefined): object {
  if (!authorization || isInHeader(authorization)) return {}
  const { kind, token } = authorization
  return { __conduit__: kind === 'api-token' ? { token } : { access_token: token } }
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

/** Refuses what Phorge would take for something else than was meant. */
export function assertSendable(method: string, params: object): void {
  if (!/^[a-z0-9_]+(\.[a-z0-9_]+)+$/i.test(method)) {
    throw new ValidationError(`"${method}" is not the name of a Conduit method.`, { method })
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new ValidationError(`The parameters of ${method} are not an object.`, { method })
  }
  assertJson(method, params)
  if ('__conduit__' in params) {
    throw new ValidationError('Credentials do not belong in the parameters: use `credential`.', { method })
  }
  if (isEditMethod(method) && 'objectIdentifier' in params && isEmptyIdentifier(params.objectIdentifier)) {
    throw new ValidationError(
      'objectIdentifier is empty, which Phorge takes for a wish to create a new object. Leave it out to create one.',
      { method },
    )
  }
}

/** A `BigInt` or a circle cannot be sent; a number that is none (`NaN`) would be sent as `null`, which clears a field. */
function assertJson(method: string, params: object): void {
  try {
    JSON.stringify(params, (key, value) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${key} is ${value}`)
      return value
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new ValidationError(`The parameters of ${method} cannot be written as JSON: ${reason}`, { method })
  }
}

const envelope = z.looseObject({
  result: z.optional(z.unknown()),
  error_code: z.nullable(z.string()),
  error_info: z.optional(z.nullable(z.string())),
  /** phorge-conduit-gateway says beside the prose what it means. */
  reason: z.optional(
    z.looseObject({
      code: z.string(),
      needed: z.optional(z.array(z.string())),
      granted: z.optional(z.array(z.string())),
      missing: z.optional(z.array(z.string())),
    }),
  ),
})

export type Envelope = z.infer<typeof envelope>

/** Reads Conduit's envelope; `undefined` when this is something else, such as a page for people. */
export function decodeEnvelope(text: string): Envelope | undefined {
  try {
    const { success, data } = envelope.safeParse(JSON.parse(text))
    return success ? data : undefined
  } catch {
    return undefined
  }
}
