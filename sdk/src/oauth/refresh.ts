import { refreshTokenGrantRequest } from 'oauth4webapi'
import { AuthenticationError, OAuthError } from '../errors.ts'
import type { StoredToken } from '../stores/store.ts'
import { clientAuthentication } from './client-authentication.ts'
import { endpointFailure } from './failure.ts'
import type { OAuthRegistration, OAuthServer, OAuthTransport } from './server.ts'
import { epochSeconds, readTokenResponse, toStoredToken } from './token-response.ts'
import { requestOptions } from './transport.ts'

/** How a token is refreshed. */
export interface RefreshOptions extends OAuthTransport {
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: (() => number) | undefined
}

/**
 * Redeems a refresh token. Most servers replace it: store the result before anything else happens.
 *
 * @throws {ConduitError} `auth_expired` (there is no refresh token), `auth_revoked` (the server does not take it any
 *   more), `oauth_server`, `not_conduit`, `rate_limited`, `network`, `timeout`
 */
export async function refresh(
  server: OAuthServer,
  registration: OAuthRegistration,
  { refreshToken, scopes }: Pick<StoredToken, 'refreshToken' | 'scopes'>,
  { now = epochSeconds, ...transport }: RefreshOptions = {},
): Promise<StoredToken> {
  if (!refreshToken) throw expiredError()
  const { metadata } = server
  const client = { client_id: registration.clientId }
  const secrets = [refreshToken, registration.clientSecret ?? '']
  const requestedAt = now()
  try {
    const response = await refreshTokenGrantRequest(
      metadata,
      client,
      clientAuthentication(server, registration),
      refreshToken,
      requestOptions(metadata.token_endpoint ?? '', transport),
    )
    const token = await readTokenResponse(server, response, secrets)
    return toStoredToken(token, requestedAt, { refreshToken, scopes })
  } catch (error) {
    if (error instanceof OAuthError && error.error === 'invalid_grant') throw revokedError()
    throw endpointFailure(error, 'token endpoint')
  }
}

export function expiredError(): AuthenticationError {
  return new AuthenticationError(
    'auth_expired',
    'The access token has expired and there is nothing to renew it with.',
    {
      remedy: 'Sign in again.',
    },
  )
}

function revokedError(): AuthenticationError {
  return new AuthenticationError(
    'auth_revoked',
    'Access was revoked, or was not used for so long that it ran out.',
    {
      remedy: 'Sign in again; the user, an administrator or a long absence has ended this sign-in.',
    },
  )
}
