import { NotConduitError, OAuthError } from '../errors.ts'
import type { StoredToken } from '../stores/store.ts'
import { conceal } from './conceal.ts'
import { fieldsOf, notOAuth, refusalIn } from './failure.ts'
import { parseScopes } from './scope-list.ts'
import type { OAuthServer } from './server.ts'

export const epochSeconds = (): number => Math.floor(Date.now() / 1000)

/** The fields of a token response (RFC 6749, section 5.1). */
interface TokenResponse {
  readonly access_token: string
  readonly refresh_token: string | undefined
  /** Seconds. */
  readonly expires_in: number | undefined
  readonly scope: string | undefined
}

/**
 * Reads what the token endpoint says. oauth4webapi does so too and verifies the ID token that may be in it, which is a
 * quarter of that library: a Phorge and a gateway issue none, and who a token is for is asked with `user.whoami`.
 *
 * @throws {OAuthError} which has the endpoint's own `error`, or says that this is no token response.
 * @throws {NotConduitError} when it is a page.
 */
export async function readTokenResponse(
  server: OAuthServer,
  response: Response,
  secrets: readonly string[],
): Promise<TokenResponse> {
  assertJson(server, response)
  if (response.status !== 200) throw await refusalIn(response, 'token endpoint', secrets)
  const fields = await fieldsOf(response)
  const { access_token, token_type, refresh_token, scope } = fields
  // Some servers write the number as a text.
  const expires_in = fields.expires_in === undefined ? undefined : Number(fields.expires_in)
  if (
    !isText(access_token) ||
    !/^bearer$/i.test(String(token_type)) ||
    !(refresh_token === undefined || isText(refresh_token)) ||
    !(scope === undefined || typeof scope === 'string') ||
    !(expires_in === undefined || expires_in >= 0)
  ) {
    throw notOAuth('token endpoint')
  }
  return { access_token, refresh_token, scope, expires_in }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** The token response with absolute times. What it leaves out is as it was `before` (RFC 6749, sections 5.1 and 6). */
export function toStoredToken(
  response: TokenResponse,
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

/** Phorge answers with a page where its OAuth server is switched off, which is how it is installed. */
function assertJson({ kind, url }: OAuthServer, response: Response): void {
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
