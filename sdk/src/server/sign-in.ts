import { callback } from './callback.ts'
import { session } from './session.ts'
import type { SignIn, SignInOptions } from './sign-in-interface.ts'
import { signOut } from './sign-out.ts'
import { siteOf } from './site.ts'
import { start } from './start.ts'

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
  const site = siteOf(options)
  const steps: Readonly<Record<string, typeof start<User>>> = {
    [site.paths.start]: start,
    [site.paths.callback]: callback,
    [site.paths.signOut]: signOut,
  }
  return {
    start: (request) => start(site, request),
    callback: (request) => callback(site, request),
    signOut: (request) => signOut(site, request),
    session: (request, { returnTo } = {}) => session(site, request, returnTo),
    handle: async (request) => {
      const { pathname } = new URL(request.url)
      return Object.hasOwn(steps, pathname) ? steps[pathname]?.(site, request) : undefined
    },
    startUrl: site.startUrl,
  }
}
