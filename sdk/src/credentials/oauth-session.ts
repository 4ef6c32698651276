import { AuthenticationError } from '../errors.ts'
import type { StepUp } from '../oauth/authorize.ts'
import type { OAuthClient } from '../oauth/client.ts'
import { conceal } from '../oauth/conceal.ts'
import { expiredError } from '../oauth/refresh.ts'
import { union } from '../oauth/scope-list.ts'
import type { StoredToken, TokenStore } from '../stores/store.ts'
import type { Authorization, Credential } from './credential.ts'
import { untilAborted } from './until-aborted.ts'

/** Whose session it is, and how it is kept alive. */
export interface OAuthSessionOptions {
  readonly client: OAuthClient
  readonly store: TokenStore
  /** Whose tokens: the key under which they are in the store. */
  readonly key: string
  /** Seconds before its expiry from which an access token is renewed. @default 60 */
  readonly leeway?: number | undefined
  /**
   * Where this application sends a user who is to grant `scopes` in addition, or to prove that it is them (RFC 9470);
   * usually its own sign-in.
   * @default the server's authorization endpoint, asked for everything granted so far and `scopes`
   */
  readonly authorizationUrl?:
    | ((scopes: readonly string[], stepUp?: StepUp) => string | Promise<string>)
    | undefined
  /** Now, in epoch seconds. @default the client's clock */
  readonly now?: (() => number) | undefined
}

/**
 * Calls in the name of the user whose tokens are in `store` under `key`. An access token is renewed before it expires,
 * and once when the server refuses it; calls that come at the same time share one renewal, also across processes
 * which share the store.
 *
 * Its calls throw `auth_missing` (nothing is stored), `auth_expired` (it cannot be renewed), `auth_revoked` (the server
 * does not renew it any more) and, where tokens cannot be renewed (a stock Phorge), `auth_invalid`. After the last two
 * what was stored is deleted: whoever asks the store sees that nobody is signed in. When the network fails, what is
 * stored stays. A server that replaces refresh tokens and whose answer to a renewal is lost takes the next attempt for
 * a theft and ends the sign-in: the user signs in again.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url, credential: oauthSession({ client, store, key: sessionId }) })
 * ```
 */
export function oauthSession(options: OAuthSessionOptions): Credential {
  const { client, store, key, leeway = 60, now = client.now } = options
  const authorization = async ({ accessToken }: StoredToken): Promise<Authorization> => {
    const { takesBearer } = await client.server()
    return conceal({ kind: 'access-token', token: accessToken, placement: takesBearer ? 'header' : 'body' })
  }

  return {
    async authorization(signal) {
      const token = await store.get(key)
      if (!token) throw signedOut()
      if (secondsLeft(token, now()) > leewayOf(token, leeway)) return authorization(token)
      return authorization(await untilAborted(renewed(options, token, now), signal))
    },
    async renew(refused, signal) {
      const token = await store.get(key)
      if (!token) return undefined
      if (token.accessToken !== refused.token) return authorization(token)
      if (!token.refreshToken) return void (await forgotten(options, token.accessToken))
      return authorization(await untilAborted(replaced(options, token.accessToken), signal))
    },
    grantedScopes: async () => (await store.get(key))?.scopes,
    async authorizationUrl(scopes, stepUp) {
      if (options.authorizationUrl) return options.authorizationUrl(scopes, stepUp)
      return client.authorizationUrl(union((await store.get(key))?.scopes, scopes), stepUp)
    },
  }
}

/** A token that is about to expire still serves while it cannot be renewed for the moment. */
async function renewed(
  options: OAuthSessionOptions,
  token: StoredToken,
  now: () => number,
): Promise<StoredToken> {
  const isAlive = () => secondsLeft(token, now()) > 0
  if (!token.refreshToken) {
    if (isAlive()) return token
    throw expiredError()
  }
  try {
    return await replaced(options, token.accessToken)
  } catch (error) {
    if (error instanceof AuthenticationError) throw error
    if (isAlive()) return token
    throw error
  }
}

/** Renewals under way. They belong to the store and not to a session object, of which there is one for each request. */
const underWay = new WeakMap<TokenStore, Map<string, Promise<StoredToken>>>()

/** The token that follows on the access token `stale`: the same for everybody who asks. */
function replaced({ client, store, key }: OAuthSessionOptions, stale: string): Promise<StoredToken> {
  const flights = underWay.get(store) ?? new Map<string, Promise<StoredToken>>()
  underWay.set(store, flights)
  const name = JSON.stringify([key, stale])
  const flight = flights.get(name) ?? store.exclusively(key, () => replaceStored(client, store, key, stale))
  flights.set(name, flight)
  const done = () => flights.delete(name)
  flight.then(done, done)
  return flight
}

/** A token that the server refused for good and that nothing can follow on: nobody is signed in with it any more. */
function forgotten({ store, key }: OAuthSessionOptions, refused: string): Promise<void> {
  return store.exclusively(key, async () => {
    if ((await store.get(key))?.accessToken === refused) await store.delete(key)
  })
}

/** Reads again first: while this waited for its turn, another process may have renewed the token. */
async function replaceStored(
  client: OAuthClient,
  store: TokenStore,
  key: string,
  stale: string,
): Promise<StoredToken> {
  const current = await store.get(key)
  if (!current) throw signedOut()
  if (current.accessToken !== stale) return current
  try {
    const next = await client.refresh(current)
    await store.set(key, next)
    return next
  } catch (error) {
    if (error instanceof AuthenticationError && error.code === 'auth_revoked') await store.delete(key)
    throw error
  }
}

function secondsLeft({ expiresAt }: StoredToken, now: number): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt - now
}

/** A token that lives for less than two minutes would otherwise be renewed by every call. */
function leewayOf({ issuedAt, expiresAt }: StoredToken, leeway: number): number {
  if (issuedAt === undefined || expiresAt === undefined) return leeway
  return Math.min(leeway, (expiresAt - issuedAt) / 2)
}

function signedOut(): AuthenticationError {
  return new AuthenticationError('auth_missing', 'Nobody is signed in here any more.', {
    remedy: 'Sign in again.',
  })
}
