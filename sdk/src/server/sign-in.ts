import { oauthSession } from '../credentials/oauth-session.ts'
import { ConfigurationError, isConduitError } from '../errors.ts'
import { union } from '../oauth/authorize.ts'
import { parseScopes } from '../oauth/token-response.ts'
import type { StoredToken } from '../stores/store.ts'
import { encodeBase64url } from './base64url.ts'
import { cookieKeys } from './cookie-keys.ts'
import { type Flow, flowCookies } from './flow.ts'
import { forbidden, methodNotAllowed, redirect } from './responses.ts'
import { type SignInOutcome, safeReturnTo, withOutcome } from './return-to.ts'
import { isSameOrigin, onCanonicalLoopback } from './same-origin.ts'
import { sessionCookies } from './session-cookie.ts'
import type { SignIn, SignInOptions } from './sign-in-interface.ts'

/**
 * Sign-in with a gateway or Phorge for a back end. The browser holds two kinds of HttpOnly cookies: an encrypted one for the
 * minutes of the sign-in, and a signed one with the session's key. Tokens stay in `store`.
 *
 * @throws {ConfigurationError}
 * @example
 * ```ts
 * const signIn = createSignIn({ client, store: memoryStore(), cookie: { secret: process.env.COOKIE_SECRET } })
 *
 * app.get('/sign-in', (c) => signIn.start(c.req.raw)) // Hono; see toNodeHandler for Express and node:http
 * app.get('/sign-in/callback', (c) => signIn.callback(c.req.raw))
 * app.post('/sign-out', (c) => signIn.signOut(c.req.raw))
 * app.get('/me', async (c) => {
 *   const session = await signIn.session(c.req.raw)
 *   if (!session) return c.redirect(signIn.startUrl({ returnTo: '/me' }))
 *   return c.json(await new Conduit({ url, credential: session.credential }).user.whoami())
 * })
 * ```
 */
export function createSignIn<User = undefined>(options: SignInOptions<User>): SignIn<User> {
  const { client, store, onFailure = () => {} } = options
  const { now } = client
  const { origin, pathname: callbackPath, protocol } = new URL(client.redirectUri)
  const { start: startPath = '/sign-in', signOut: signOutPath = '/sign-out' } = options.paths ?? {}
  const { name = 'conduit_session', maxAge = 30 * 24 * 3600 } = options.cookie
  const keys = cookieKeys(options.cookie.secret)
  const secure = protocol === 'https:'
  const flows = flowCookies({ keys, name, path: callbackPath, secure, now })
  const sessions = sessionCookies({ keys, name, secure, maxAge, now })

  const returnToOf = (value: string | null | undefined) =>
    safeReturnTo(value ?? null, origin, [startPath, callbackPath, signOutPath])
  const failed = (returnTo: string, outcome: SignInOutcome, cookies: readonly string[] = []) =>
    redirect(withOutcome(returnTo, origin, outcome), cookies)
  const credentialOf = (key: string, returnTo?: string) =>
    oauthSession({
      client,
      store,
      key,
      authorizationUrl: (scopes) => startUrl({ scopes, ...(returnTo && { returnTo }) }),
    })

  function startUrl({
    returnTo,
    scopes = [],
  }: {
    returnTo?: string
    scopes?: readonly string[]
  } = {}): string {
    const url = new URL(startPath, origin)
    if (scopes.length > 0) url.searchParams.set('scope', scopes.join(' '))
    if (returnTo !== undefined) url.searchParams.set('return_to', returnToOf(returnTo))
    return url.href
  }

  async function start(request: Request): Promise<Response> {
    if (request.method !== 'GET') return methodNotAllowed('GET')
    const elsewhere = onCanonicalLoopback(request, origin)
    if (elsewhere) return redirect(elsewhere)
    const query = new URL(request.url).searchParams
    const returnTo = returnToOf(query.get('return_to'))
    const wanted = parseScopes(query.get('scope') ?? '')
    try {
      const current = await sessions.read(request)
      const token = current && (await store.get(current.key))
      const scopes = token && wanted.length > 0 ? wanted : union(client.scopes, wanted)
      const pending = await client.authorize({ scopes, granted: token?.scopes })
      const { state, codeVerifier } = pending
      return redirect(pending.url, [
        await flows.remember({ state, codeVerifier, scopes: pending.scopes, returnTo }),
      ])
    } catch (error) {
      return reported(error, returnTo)
    }
  }

  async function callback(request: Request): Promise<Response> {
    if (request.method !== 'GET') return methodNotAllowed('GET')
    const query = new URL(request.url).searchParams
    const flow = await flows.find(request, query.get('state'))
    if (!flow) return (await session(request)) ? redirect('/') : failed('/', 'expired')
    const cookies = [flows.forget(flow.state)]
    try {
      return redirect(flow.returnTo, [...cookies, await signedIn(request, query, flow)])
    } catch (error) {
      return reported(error, flow.returnTo, cookies)
    }
  }

  /** The cookie of a new session. The browser's former one ends: a key that somebody knew before is worth nothing after. */
  async function signedIn(request: Request, query: URLSearchParams, flow: Flow): Promise<string> {
    const token = await client.exchange(query, flow)
    const key = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
    await store.set(key, token)
    try {
      const user = await options.onSignedIn?.({ key, credential: credentialOf(key, flow.returnTo) })
      const cookie = await sessions.write({ key, user })
      const former = await sessions.read(request)
      if (former) await forget(former.key)
      return cookie
    } catch (error) {
      await end(key)
      throw error
    }
  }

  async function signOut(request: Request): Promise<Response> {
    if (request.method !== 'POST') return methodNotAllowed('POST')
    if (!isSameOrigin(request, origin)) return forbidden('Only a page of this site can sign its user out.')
    const current = await sessions.read(request)
    if (current) await end(current.key)
    return redirect(returnToOf(new URL(request.url).searchParams.get('return_to')), [sessions.clear()])
  }

  async function session(request: Request, { returnTo }: { returnTo?: string } = {}) {
    const current = await sessions.read(request)
    if (!current || !(await store.get(current.key))) return undefined
    return { key: current.key, credential: credentialOf(current.key, returnTo), user: current.user as User }
  }

  async function handle(request: Request): Promise<Response | undefined> {
    switch (new URL(request.url).pathname) {
      case startPath:
        return start(request)
      case callbackPath:
        return callback(request)
      case signOutPath:
        return signOut(request)
      default:
        return undefined
    }
  }

  /** In turn with renewals: one that is under way would bring the entry back. */
  function forget(key: string): Promise<StoredToken | undefined> {
    return store.exclusively(key, async () => {
      const token = await store.get(key)
      await store.delete(key)
      return token
    })
  }

  /** Signed out is signed out, also when the server cannot be told. */
  async function end(key: string): Promise<void> {
    const token = await forget(key)
    if (token) await client.revoke(token).catch(onFailure)
  }

  function reported(error: unknown, returnTo: string, cookies: readonly string[] = []): Response {
    if (!isConduitError(error) || error instanceof ConfigurationError) throw error
    if (error.code === 'oauth_denied') return failed(returnTo, 'denied', cookies)
    onFailure(error)
    return failed(returnTo, error.code === 'oauth_callback' ? 'expired' : 'failed', cookies)
  }

  return { start, callback, signOut, session, handle, startUrl }
}
