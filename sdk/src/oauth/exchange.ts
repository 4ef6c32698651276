import { authorizationCodeGrantRequest } from 'oauth4webapi'
import type { StoredToken } from '../stores/store.ts'
import { clientAuthentication } from './client-authentication.ts'
import { endpointFailure } from './failure.ts'
import type { OAuthRegistration, OAuthServer, OAuthTransport } from './server.ts'
import { epochSeconds, readTokenResponse, toStoredToken } from './token-response.ts'
import { requestOptions } from './transport.ts'

/** What is known from the authorization request. */
export interface ExchangeOptions extends OAuthTransport {
  readonly codeVerifier: string
  /** What was asked for: granted as it is when the server does not say otherwise (RFC 6749, section 5.1). */
  readonly scopes?: readonly string[] | undefined
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: (() => number) | undefined
}

/**
 * Redeems the code of a checked callback.
 *
 * @param callback what {@link checkCallback} returned
 * @throws {ConduitError} `oauth_server`, `not_conduit`, `rate_limited`, `network`, `timeout`
 */
export async function exchange(
  server: OAuthServer,
  registration: OAuthRegistration,
  callback: URLSearchParams,
  { codeVerifier, scopes, now = epochSeconds, ...transport }: ExchangeOptions,
): Promise<StoredToken> {
  const { metadata } = server
  const client = { client_id: registration.clientId }
  const secrets = [callback.get('code') ?? '', codeVerifier, registration.clientSecret ?? '']
  const requestedAt = now()
  try {
    const response = await authorizationCodeGrantRequest(
      metadata,
      client,
      clientAuthentication(server, registration),
      callback,
      registration.redirectUri,
      codeVerifier,
      requestOptions(metadata.token_endpoint ?? '', transport),
    )
    const token = await readTokenResponse(server, response, secrets)
    return toStoredToken(token, requestedAt, server.kind === 'phorge' ? {} : { scopes })
  } catch (error) {
    throw endpointFailure(error, 'token endpoint')
  }
}
