import type { AuthorizationServer } from 'oauth4webapi'
import { OAuthError } from '../errors.ts'
import { serverUrl } from '../server-url.ts'
import { fieldsOf, notOAuth } from './failure.ts'
import type { OAuthServer, OAuthTransport } from './server.ts'
import { assertSecure, send } from './transport.ts'

/**
 * Finds out what the authorization server at `url` is: by its metadata (RFC 8414), or, where there is none, as
 * Phorge's own OAuth server with its fixed paths. A server in trouble (5xx, 429, a redirect, no answer) is never taken
 * for a Phorge.
 *
 * @throws {ConduitError} `configuration`, `oauth_server`, `rate_limited`, `network`, `timeout`
 * @example
 * ```ts
 * const server = await discover('https://phorge.example.com')
 * ```
 */
export async function discover(url: string | URL, transport: OAuthTransport = {}): Promise<OAuthServer> {
  const issuer = issuerIdentifier(url, transport)
  const response = await wellKnown('oauth-authorization-server', issuer, transport)
  if (response.status >= 500) throw unavailable(issuer, response.status)
  const origin = redirectedTo(issuer, response)
  if (origin) throw elsewhere(issuer, origin)
  if (!isJson(response)) return phorge(issuer)
  const metadata = await authorizationServer(issuer, response)
  return {
    url: address(issuer),
    kind: 'rfc8414',
    metadata,
    takesBearer: await takesBearer(issuer, transport),
  }
}

/** The trailing slashes matter: without one, Phorge's token endpoint answers 500. */
function phorge(issuer: URL): OAuthServer {
  const url = address(issuer)
  const metadata = {
    issuer: url,
    authorization_endpoint: `${url}/oauthserver/auth/`,
    token_endpoint: `${url}/oauthserver/token/`,
  }
  return { url, kind: 'phorge', metadata, takesBearer: false }
}

async function authorizationServer(issuer: URL, response: Response): Promise<AuthorizationServer> {
  const metadata = (await fieldsOf(response)) as Partial<AuthorizationServer>
  if (typeof metadata.issuer !== 'string') throw notOAuth('metadata document')
  // RFC 8414, section 3.3: one that calls itself otherwise may be answering in another's place.
  if (!isSameUrl(metadata.issuer, issuer)) {
    throw new OAuthError(
      'oauth_server',
      `The server at ${address(issuer)} calls itself by another address.`,
      {
        remedy: `Use the address that it publishes as its issuer: ${metadata.issuer.slice(0, 200)}`,
      },
    )
  }
  const { authorization_endpoint, token_endpoint } = metadata
  if (authorization_endpoint && token_endpoint) return { ...metadata, issuer: metadata.issuer }
  throw new OAuthError('oauth_server', `The metadata of ${address(issuer)} names no endpoints.`, {
    remedy: 'Check that the address is that of a gateway which supports the authorization code flow.',
  })
}

/** RFC 9728: where the resource says that it reads the header, tokens need not be part of the body. */
async function takesBearer(issuer: URL, transport: OAuthTransport): Promise<boolean> {
  const response = await wellKnown('oauth-protected-resource', issuer, transport)
  if (!isJson(response)) return false
  const { resource, bearer_methods_supported: methods } = await fieldsOf(response)
  if (typeof resource !== 'string' || URL.parse(resource)?.origin !== issuer.origin) return false
  return Array.isArray(methods) && methods.includes('header')
}

/** The path of the server comes behind the name (RFC 8414 and RFC 9728, section 3.1). */
function wellKnown(name: string, issuer: URL, transport: OAuthTransport): Promise<Response> {
  const url = new URL(`/.well-known/${name}${issuer.pathname.replace(/\/$/, '')}`, issuer)
  return send(url.href, { headers: { accept: 'application/json' }, redirect: 'manual' }, transport)
}

function issuerIdentifier(url: string | URL, transport: OAuthTransport): URL {
  const issuer = new URL(serverUrl(url, 'server').replace(/\/$/, ''))
  assertSecure(issuer, transport)
  return issuer
}

/** To another server, or from http to https: the user must not be sent to the address in front of it. */
function redirectedTo(issuer: URL, { headers }: Response): string | undefined {
  const to = URL.parse(headers.get('location') ?? '', issuer)
  return to && to.origin !== issuer.origin ? to.origin : undefined
}

function elsewhere(issuer: URL, origin: string): OAuthError {
  return new OAuthError('oauth_server', `${address(issuer)} redirects to ${origin}.`, {
    remedy: `Use ${origin} as \`server\` if you trust it.`,
  })
}

function unavailable(issuer: URL, status: number): OAuthError {
  return new OAuthError('oauth_server', `${address(issuer)} answers ${status} when asked for its metadata.`, {
    remedy: 'Try again when the server is up; check that the address is the one people open.',
  })
}

/** A login page comes with status 200 too: the content type decides. */
function isJson(response: Response): boolean {
  return (
    response.status === 200 && /^application\/(.+\+)?json\b/.test(response.headers.get('content-type') ?? '')
  )
}

function isSameUrl(one: string, other: URL): boolean {
  return URL.parse(one)?.href === other.href
}

/** Without the slash at the end, so that paths can be appended. */
function address(url: URL): string {
  return url.href.replace(/\/$/, '')
}
