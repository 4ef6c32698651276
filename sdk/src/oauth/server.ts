import type { AuthorizationServer } from 'oauth4webapi'

/** An authorization server, as {@link discover} found it. */
export interface OAuthServer {
  /** The address it was found under, which is its issuer identifier. */
  readonly url: string
  /** `phorge`: Phorge's own OAuth server. It publishes no metadata and knows no refresh, revocation or scopes. */
  readonly kind: 'rfc8414' | 'phorge'
  /** RFC 8414 metadata; for `phorge` made from its fixed paths. */
  readonly metadata: AuthorizationServer
  /** The Conduit endpoint beside it reads `Authorization: Bearer` (RFC 9728); otherwise tokens go into the body. */
  readonly takesBearer: boolean
}

/** An application, as it is registered with the server. */
export interface OAuthRegistration {
  readonly clientId: string
  /** Absent for a public client (an extension, a command line program). */
  readonly clientSecret?: string | undefined
  /** Absolute, without a fragment, exactly as registered. */
  readonly redirectUri: string
}

/** How requests to the server are made. */
export interface OAuthTransport {
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds that one answer may take. @default 30000 */
  readonly timeout?: number | undefined
  /** Allow plain http to other machines. Loopback addresses are always allowed. @default false */
  readonly allowInsecure?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}
