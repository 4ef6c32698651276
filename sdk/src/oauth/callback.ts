import { validateAuthResponse } from 'oauth4webapi'
import { callbackFailure, deniedError } from './failure.ts'
import type { OAuthRegistration, OAuthServer } from './server.ts'

/**
 * Checks what the server sent to the redirect URI (`iss`, `state`, `error`). Only what this returns can be exchanged.
 *
 * @param callback the URL that the browser requested, or its query
 * @param state the one of the authorization request that this browser started
 * @throws {ConduitError} `oauth_denied` (the user declined), `oauth_callback` (not an answer to our request),
 *   `oauth_server` (the server refused)
 */
export function checkCallback(
  server: OAuthServer,
  { clientId }: OAuthRegistration,
  callback: URL | URLSearchParams,
  state: string,
): URLSearchParams {
  const parameters = callback instanceof URL ? callback.searchParams : callback
  if (isPhorgeRefusal(server, parameters)) throw deniedError()
  try {
    return validateAuthResponse(server.metadata, { client_id: clientId }, parameters, state)
  } catch (error) {
    throw callbackFailure(error)
  }
}

/** Phorge leaves `state` out of a refusal, so the state check would hide what happened. Any other server sends it. */
function isPhorgeRefusal({ kind }: OAuthServer, parameters: URLSearchParams): boolean {
  return kind === 'phorge' && !parameters.has('state') && parameters.get('error') === 'access_denied'
}
