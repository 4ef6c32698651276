import { ConfigurationError } from '../errors.ts'
import { serverUrl } from '../server-url.ts'
import type { StoredToken } from '../stores/store.ts'
import {
  type AuthorizationRequest,
  type AuthorizeOptions,
  authorizationUrl,
  authorize,
  type StepUp,
} from './authorize.ts'
import { checkCallback } from './callback.ts'
import { discover } from './discover.ts'
import { exchange } from './exchange.ts'
import { refresh } from './refresh.ts'
import { revoke } from './revoke.ts'
import { isScope } from './scope-list.ts'
import type { OAuthRegistration, OAuthServer, OAuthTransport } from './server.ts'
import { epochSeconds } from './token-response.ts'

/** One application at one server. */
export interface OAuthClientOptions extends OAuthRegistration, Omit<OAuthTransport, 'signal'> {
  /** Address of the gateway or of Phorge, as a browser shows it: `https://phorge.example.com`. */
  readonly server: string | URL
  /** Asked for when a call names none. */
  readonly scopes?: readonly string[] | undefined
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: (() => number) | undefined
}

/** What has to be kept from an authorization request until its callback. */
export interface PendingAuthorization extends Pick<AuthorizationRequest, 'state' | 'codeVerifier'> {
  /** What was asked for: taken as granted when the server does not say what was. */
  readonly scopes?: readonly string[] | undefined
}

const rediscoverAfter = 3600

/**
 * The authorization code flow of one application at one server: the functions of this folder with their arguments
 * filled in. It holds no state of any flow.
 *
 * @example
 * ```ts
 * const client = new OAuthClient({
 *   server: 'https://phorge.example.com',
 *   clientId: 'PHID-OASC-…',
 *   clientSecret: process.env.CLIENT_SECRET,
 *   redirectUri: 'https://errors.example.com/sign-in/callback',
 *   scopes: ['maniphest.search', 'maniphest.edit:create'],
 * })
 * const request = await client.authorize() // send the user to request.url
 * const token = await client.exchange(new URL(callbackUrl), request)
 * ```
 */
export class OAuthClient {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** Now, in epoch seconds. */
  readonly now: () => number
  readonly #registration: OAuthRegistration
  readonly #transport: OAuthTransport
  readonly #url: string
  #discovered: { readonly server: Promise<OAuthServer>; readonly at: number } | undefined

  /** @throws {ConfigurationError} when an option cannot be what was meant. */
  constructor({
    server,
    clientId,
    clientSecret,
    redirectUri,
    scopes = [],
    now,
    ...transport
  }: OAuthClientOptions) {
    assertClient(clientId, clientSecret)
    assertRedirectUri(redirectUri)
    assertScopes(scopes)
    this.clientId = clientId
    this.redirectUri = redirectUri
    this.scopes = scopes
    this.#registration = { clientId, clientSecret, redirectUri }
    this.#transport = transport
    this.#url = serverUrl(server, 'server')
    this.now = now ?? epochSeconds
  }

  /** What the server is. Asked for once an hour; when that fails, what was known before holds for another. */
  server(): Promise<OAuthServer> {
    const now = this.now()
    const known = this.#discovered
    if (known && now - known.at < rediscoverAfter) return known.server
    const server = discover(this.#url, this.#transport).catch((error) => {
      if (known) return known.server
      this.#discovered = undefined
      throw error
    })
    this.#discovered = { server, at: now }
    return server
  }

  /** @see {@link authorize} */
  async authorize({
    scopes = this.scopes,
    ...options
  }: AuthorizeOptions = {}): Promise<AuthorizationRequest> {
    assertScopes(scopes)
    return authorize(await this.server(), this.#registration, { scopes, ...options })
  }

  /** The authorization request for `scopes` without `state` and PKCE: for a message, not for a redirect. */
  async authorizationUrl(scopes: readonly string[] = this.scopes, stepUp: StepUp = {}): Promise<string> {
    return authorizationUrl(await this.server(), this.#registration, scopes, stepUp)
  }

  /** Checks the callback of `pending` and redeems its code. @see {@link checkCallback} and {@link exchange} */
  async exchange(callback: URL | URLSearchParams, pending: PendingAuthorization): Promise<StoredToken> {
    const server = await this.server()
    const checked = checkCallback(server, this.#registration, callback, pending.state)
    const { codeVerifier, scopes } = pending
    return exchange(server, this.#registration, checked, {
      codeVerifier,
      scopes,
      now: this.now,
      ...this.#transport,
    })
  }

  /** @see {@link refresh} */
  async refresh(token: Pick<StoredToken, 'refreshToken' | 'scopes'>): Promise<StoredToken> {
    return refresh(await this.server(), this.#registration, token, { now: this.now, ...this.#transport })
  }

  /** @see {@link revoke} */
  async revoke(token: Pick<StoredToken, 'accessToken' | 'refreshToken'>): Promise<boolean> {
    return revoke(await this.server(), this.#registration, token, this.#transport)
  }
}

/** What an environment variable that is not set makes of an application. */
function assertClient(clientId: unknown, clientSecret: unknown): void {
  if (typeof clientId !== 'string' || clientId === '') {
    throw new ConfigurationError('clientId is empty.', {
      remedy: 'Give the identifier that the server showed when the application was registered.',
    })
  }
  if (clientSecret === undefined || (typeof clientSecret === 'string' && clientSecret !== '')) return
  throw new ConfigurationError('clientSecret is empty.', {
    remedy: 'Give the secret that the server showed; leave it out for a public client, which has none.',
  })
}

function assertRedirectUri(redirectUri: string): void {
  const url = URL.parse(redirectUri)
  if (url && !redirectUri.includes('#')) return
  throw new ConfigurationError('redirectUri is not an absolute URL without a fragment.', {
    remedy:
      'Give the URL exactly as it is registered with the server, such as https://errors.example.com/callback',
  })
}

function assertScopes(scopes: readonly string[]): void {
  const wrong = scopes.find((scope) => !isScope(scope))
  if (wrong === undefined) return
  throw new ConfigurationError(`"${wrong.slice(0, 80)}" is not a scope.`, {
    remedy: 'Give a list with one method or one method and aspect each, such as maniphest.edit:create',
  })
}
