import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'
import { sessionOf } from '../sessions/cookie.ts'

type Middleware = Parameters<Provider['use']>[0]

/**
 * The library has a session of its own. Who is signed in is decided by the gateway's: when an authorization begins with
 * the library's session naming somebody else, or nobody being signed in any more, it is ended before the library looks.
 */
export function followGatewaySession(gateway: Gateway, provider: Provider): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/oauthserver/auth') {
      const session = await provider.Session.get(ctx)
      const signedIn = await sessionOf(gateway, ctx.req)
      if (session.accountId && session.accountId !== signedIn?.account.phid) {
        await session.destroy()
        forgetCookie(ctx.req, provider.cookieName('session'))
      }
    }
    await next()
  }
}

function forgetCookie(req: IncomingMessage, name: string): void {
  const kept = (req.headers.cookie ?? '').split(/;\s*/).filter((pair) => !pair.startsWith(`${name}=`))
  req.headers.cookie = kept.join('; ')
}
