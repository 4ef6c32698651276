import { AuthorizationResponseError } from 'oauth4webapi'
import { isConduitError, OAuthError } from '../errors.ts'
import { redactDescription } from './redact.ts'

const remedies: Readonly<Record<string, string>> = {
  invalid_grant:
    'Start the sign-in again, as a code works once and for minutes; if it goes on, check the client secret and that redirectUri is exactly the registered one.',
  invalid_client:
    'Check clientId and clientSecret, and ask an administrator of the server whether the application is disabled.',
  invalid_scope:
    'Ask only for scopes that the server offers and that the administrator allowed this application.',
  unauthorized_client: 'Ask an administrator to allow this application the authorization code flow.',
  unsupported_grant_type: 'Use a gateway: Phorge itself can only exchange a code.',
  temporarily_unavailable: 'Try again in a moment.',
}

/**
 * What went wrong at one of the server's endpoints, as an error of ours. The library's own errors hold whole requests and
 * responses, so none of them is kept as the cause.
 */
export function endpointFailure(error: unknown, endpoint: string): unknown {
  if (isConduitError(error)) return error
  return notOAuth(endpoint)
}

export function notOAuth(endpoint: string): OAuthError {
  return new OAuthError('oauth_server', `The ${endpoint} gave an answer that is not OAuth 2.`, {
    remedy:
      'Check that the address is that of a Phorge or a gateway, and that nothing in between redirects or rewrites.',
  })
}

/**
 * What an endpoint says that did not do what it was asked for (RFC 6749, section 5.2). What the server wrote is redacted:
 * Phorge repeats the code in its descriptions.
 */
export async function refusalIn(
  response: Response,
  endpoint: string,
  secrets: readonly string[],
): Promise<OAuthError> {
  const { error, error_description: description } = await fieldsOf(response)
  if (typeof error !== 'string') return notOAuth(endpoint)
  return refusal(`The ${endpoint}`, error, typeof description === 'string' ? description : undefined, secrets)
}

/** The fields of a JSON object; none where there is none. */
export async function fieldsOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => undefined)
  return { ...(body as object | undefined) }
}

/** An error which the server sent through the browser to the redirect URI. */
export function callbackFailure(error: unknown): unknown {
  if (!(error instanceof AuthorizationResponseError)) {
    return new OAuthError(
      'oauth_callback',
      'What came to the redirect URI does not answer the request that was made.',
    )
  }
  if (error.error === 'access_denied') return deniedError()
  return refusal('The authorization endpoint', error.error, error.error_description, [])
}

export function deniedError(): OAuthError {
  return new OAuthError('oauth_denied', 'The user declined to give this application access.', {
    error: 'access_denied',
  })
}

function refusal(
  who: string,
  error: string,
  description: string | undefined,
  secrets: readonly string[],
): OAuthError {
  const code = /^[a-z_]{1,60}$/.test(error) ? error : 'unknown_error'
  const detail = description ? ` (${redactDescription(description, secrets)})` : ''
  return new OAuthError('oauth_server', `${who} refused with ${code}${detail}.`, {
    error: code,
    remedy: remedies[code],
  })
}
