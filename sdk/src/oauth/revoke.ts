import { revocationRequest } from 'oauth4webapi'
import type { StoredToken } from '../stores/store.ts'
import { clientAuthentication } from './client-authentication.ts'
import { endpointFailure, refusalIn } from './failure.ts'
import type { OAuthRegistration, OAuthServer, OAuthTransport } from './server.ts'
import { requestOptions } from './transport.ts'

/**
 * Ends a token at the server (RFC 7009): the refresh token where there is one, which ends its access tokens too, and
 * the access token. Resolves to `false` where the server has no revocation (Phorge): the user can then end it in
 * Phorge's settings alone.
 *
 * @throws {ConduitError} `oauth_server`, `rate_limited`, `network`, `timeout`
 */
export async function revoke(
  server: OAuthServer,
  registration: OAuthRegistration,
  { accessToken, refreshToken }: Pick<StoredToken, 'accessToken' | 'refreshToken'>,
  transport: OAuthTransport = {},
): Promise<boolean> {
  const { metadata } = server
  const endpoint = metadata.revocation_endpoint
  if (!endpoint) return false
  const options = requestOptions(endpoint, transport)
  const authentication = clientAuthentication(server, registration)
  const client = { client_id: registration.clientId }
  const secrets = [accessToken, refreshToken ?? '', registration.clientSecret ?? '']
  try {
    for (const token of [refreshToken, accessToken]) {
      if (!token) continue
      const response = await revocationRequest(metadata, client, authentication, token, options)
      // A token that the server does not know is revoked too, and answered with 200 (RFC 7009, section 2.2).
      if (response.status !== 200) throw await refusalIn(response, 'revocation endpoint', secrets)
    }
  } catch (error) {
    throw endpointFailure(error, 'revocation endpoint')
  }
  return true
}
