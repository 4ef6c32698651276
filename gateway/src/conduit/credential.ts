import { isApiToken } from '../tokens/format.ts'

/** Who the caller says to be, not yet checked. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'access-token'; readonly token: string; readonly bearer: boolean }
  | { readonly kind: 'api-token'; readonly token: string; readonly bearer: boolean }
  /** Something is wrong with the way it is given. The message repeats nothing of it. */
  | {
      readonly kind: 'unusable'
      readonly bearer: boolean
      readonly errorCode: 'ERR-INVALID-AUTH' | 'ERR-INVALID-SESSION'
      readonly message: string
    }

/** RFC 6750, section 2.1 */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/**
 * Finds the credential in the `Authorization` header or in the call's metadata, in Phorge's order: `auth.type`, `token`,
 * `access_token`, `authUser`, `sessionKey`. Cookies are never looked at: a page that is open in the browser gets no
 * authority over `/api/` from them.
 */
export function findCredential(
  authorization: string | undefined,
  metadata: Readonly<Record<string, unknown>>,
): Credential {
  const inMetadata = fromMetadata(metadata)
  // Other schemes may be meant for a web server in front of us.
  if (!authorization || !/^bearer\b/i.test(authorization)) return inMetadata
  if (inMetadata.kind !== 'none') {
    return unusable(
      'Send one credential: in the Authorization header or in the parameters, not in both.',
      true,
    )
  }
  const token = BEARER.exec(authorization)?.[1]
  if (!token) return unusable('The Authorization header holds no bearer token.', true)
  return { kind: isApiToken(token) ? 'api-token' : 'access-token', token, bearer: true }
}

function fromMetadata(metadata: Readonly<Record<string, unknown>>): Credential {
  const given = (name: string) => {
    const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined
    return value === '' || value === null ? undefined : value
  }
  if (given('auth.type') !== undefined) return unusable('Signed requests are not supported.')

  const apiToken = given('token')
  if (typeof apiToken === 'string') return { kind: 'api-token', token: apiToken, bearer: false }
  if (apiToken !== undefined) return unusable('The API token must be text.')

  const accessToken = given('access_token')
  if (typeof accessToken === 'string') return { kind: 'access-token', token: accessToken, bearer: false }
  if (accessToken !== undefined) return unusable('The access token must be text.')

  if (given('authUser') !== undefined) return unusable('Certificates are not supported. Use an API token.')
  if (given('sessionKey') !== undefined) {
    const message = 'Conduit sessions are not supported. Use an API token.'
    return { kind: 'unusable', bearer: false, errorCode: 'ERR-INVALID-SESSION', message }
  }
  return { kind: 'none' }
}

function unusable(message: string, bearer = false): Credential {
  return { kind: 'unusable', bearer, errorCode: 'ERR-INVALID-AUTH', message }
}
