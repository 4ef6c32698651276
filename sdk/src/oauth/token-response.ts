import type { TokenEndpointResponse } from 'oauth4webapi'
import { NotConduitError, OAuthError } from '../errors.ts'
import type { StoredToken } from '../stores/store.ts'
import { conceal } from './conceal.ts'
import { parseScopes } from './scope-list.ts'
import type { OAuthServer } from './server.ts'

export const epochSeconds = (): number => Math.floor(Date.now() / 1000)

/** The token response with absolute times. What it leaves out is as it was `before` (RFC 6749, sections 5.1 and 6). */
export function toStoredToken(
  response: TokenEndpointResponse,
  requestedAt: number,
  before: Partial<Pick<StoredToken, 'refreshToken' | 'scopes'>> | { scopes?: readonly string[] | undefined },
): StoredToken {
  const refreshToken = response.refresh_token ?? ('refreshToken' in before ? before.refreshToken : undefined)
  const scopes = response.scope === undefined ? before.scopes : parseScopes(response.scope)
  return conceal({
    accessToken: response.access_token,
    ...(refreshToken && { refreshToken }),
    issuedAt: requestedAt,
    ...(response.expires_in !== undefined && { expiresAt: requestedAt + Math.floor(response.expires_in) }),
    ...(scopes && { scopes }),
  })
}

/**
 * Phorge answers with a page where its OAuth server is switched off, which is how it is installed.
 *
 * @throws {ConduitError} `not_conduit`, `oauth_server`
 */
export function assertTokenAnswer({ kind, url }: OAuthServer, response: Response): void {
  const type = response.headers.get('content-type') ?? ''
  if (/^application\/(.+\+)?json\b/.test(type)) return
  if (response.status > 500 || (response.status === 500 && kind !== 'phorge')) {
    throw new OAuthError('oauth_server', `${url} answered a token request with status ${response.status}.`, {
      remedy: 'Try again when the server is up.',
    })
  }
  throw new NotConduitError(`${url} answered a token request with status ${response.status} and no JSON.`, {
    status: response.status,
    contentType: type,
    remedy:
      kind === 'phorge'
        ? 'Ask an administrator to enable the prototype application "OAuth Server" in Phorge, or check the address.'
        : 'Check the address and what stands between here and the server; try again when the server is up.',
  })
}
