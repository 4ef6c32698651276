import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'
import { conceal } from './conceal.ts'
import { union } from './scope-list.ts'
import type { OAuthRegistration, OAuthServer } from './server.ts'

/** How sure the server is to be that it is the user, as a call was refused for (RFC 9470). */
export interface StepUp {
  /** Of a `SecondFactorError`: what the server calls the proof it wants. */
  readonly acrValues?: readonly string[] | undefined
  /** How old the proof may be, in seconds. */
  readonly maxAge?: number | undefined
}

/** What an authorization request asks for. */
export interface AuthorizeOptions extends StepUp {
  /** What to ask for. */
  readonly scopes?: readonly string[] | undefined
  /**
   * What the user granted before. A server answers with what was asked for in *this* request, so these are asked for
   * again and none is lost.
   */
  readonly granted?: readonly string[] | undefined
}

/** An authorization request. Keep all of it but `url` secret and bound to the browser until the callback. */
export interface AuthorizationRequest {
  /** Where to send the user. */
  readonly url: string
  readonly state: string
  readonly codeVerifier: string
  /** The scopes it asks for; empty at Phorge, which has none. */
  readonly scopes: readonly string[]
}

/**
 * Prepares an authorization request with `state` and PKCE (S256). The challenge is sent to Phorge too, which ignores it:
 * nobody can then strip the protection by hiding a server's metadata.
 *
 * @example
 * ```ts
 * const request = await authorize(server, registration, { scopes: ['maniphest.search'] })
 * redirect(request.url) // and keep request.state and request.codeVerifier
 * ```
 */
export async function authorize(
  server: OAuthServer,
  registration: OAuthRegistration,
  options: AuthorizeOptions = {},
): Promise<AuthorizationRequest> {
  const state = generateRandomState()
  const codeVerifier = generateRandomCodeVerifier()
  const scopes = server.kind === 'phorge' ? [] : union(options.granted, options.scopes)
  const url = new URL(authorizationUrl(server, registration, scopes, options))
  url.searchParams.set('state', state)
  url.searchParams.set('code_challenge', await calculatePKCECodeChallenge(codeVerifier))
  url.searchParams.set('code_challenge_method', 'S256')
  return conceal({ url: url.href, state, codeVerifier, scopes })
}

/** The authorization request without `state` and PKCE: to show, or to start from. */
export function authorizationUrl(
  server: OAuthServer,
  { clientId, redirectUri }: OAuthRegistration,
  scopes: readonly string[],
  { acrValues = [], maxAge }: StepUp = {},
): string {
  const url = new URL(server.metadata.authorization_endpoint ?? '', server.url)
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    // A stock Phorge knows neither.
    ...(server.kind !== 'phorge' && {
      scope: scopes.join(' '),
      acr_values: acrValues.join(' '),
      max_age: maxAge?.toString(),
    }),
  }
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value)
  return url.href
}
