import type { Credential } from '../credentials/credential.ts'
import { oauthSession } from '../credentials/oauth-session.ts'
import { ConfigurationError, isConduitError } from '../errors.ts'
import type { StepUp } from '../oauth/authorize.ts'
import type { StoredToken } from '../stores/store.ts'
import { cookieKeys } from './cookie-keys.ts'
import { flowCookies } from './flow.ts'
import { report } from './report.ts'
import { redirect } from './responses.ts'
import { safeReturnTo, withOutcome } from './return-to.ts'
import { sessionCookies } from './session-cookie.ts'
import type { SignInOptions } from './sign-in-interface.ts'

/** The application that people sign in to: what start, callback and sign-out have in common. */
export type Site<User> = ReturnType<typeof siteOf<User>>

export function siteOf<User>(options: SignInOptions<User>) {
  const { client, store, onSignedIn, onFailure = report } = options
  const { origin, pathname, protocol } = new URL(client.redirectUri)
  const { start = '/sign-in', signOut = '/sign-out' } = options.paths ?? {}
  const { secret, name = 'conduit_session', maxAge = 30 * 24 * 3600 } = options.cookie
  const common = { keys: cookieKeys(secret), name, secure: protocol === 'https:', now: client.now }
  const paths = { start, callback: pathname, signOut }

  const returnTo = (wanted: string | null) => safeReturnTo(wanted, origin, Object.values(paths))

  const startUrl = (
    options: StepUp & { returnTo?: string | undefined; scopes?: readonly string[] | undefined } = {},
  ): string => {
    const url = new URL(start, origin)
    if (options.scopes?.length) url.searchParams.set('scope', options.scopes.join(' '))
    if (options.acrValues?.length) url.searchParams.set('acr_values', options.acrValues.join(' '))
    if (options.maxAge !== undefined) url.searchParams.set('max_age', String(options.maxAge))
    if (options.returnTo !== undefined) url.searchParams.set('return_to', returnTo(options.returnTo))
    return url.href
  }

  return {
    client,
    store,
    onSignedIn,
    onFailure,
    origin,
    paths,
    returnTo,
    startUrl,
    flows: flowCookies({ ...common, path: pathname }),
    sessions: sessionCookies({ ...common, maxAge }),
    credential: (key: string, returnTo?: string): Credential =>
      oauthSession({
        client,
        store,
        key,
        authorizationUrl: (scopes, stepUp) => startUrl({ ...stepUp, scopes, returnTo }),
      }),
  }
}

/** Sends the browser back to where it came from and says how it ended. What is not the user's to see goes on up. */
export function failed<User>(
  site: Site<User>,
  error: unknown,
  returnTo: string,
  cookies: string[] = [],
): Response {
  if (!isConduitError(error) || error instanceof ConfigurationError) throw error
  if (error.code !== 'oauth_denied') site.onFailure(error)
  switch (error.code) {
    case 'oauth_denied':
      return redirect(withOutcome(returnTo, site.origin, 'denied'), cookies)
    case 'oauth_callback':
      return redirect(withOutcome(returnTo, site.origin, 'expired'), cookies)
    default:
      return redirect(withOutcome(returnTo, site.origin, 'failed'), cookies)
  }
}

/** Deletes a session's tokens. In turn with renewals: one that is under way would bring them back. */
export function forget<User>({ store }: Site<User>, key: string): Promise<StoredToken | undefined> {
  return store.exclusively(key, async () => {
    const token = await store.get(key)
    await store.delete(key)
    return token
  })
}

/** Deletes and revokes a session's tokens. Signed out is signed out, also when the server cannot be told. */
export async function end<User>(site: Site<User>, key: string): Promise<void> {
  const token = await forget(site, key)
  if (token) await site.client.revoke(token).catch(site.onFailure)
}
