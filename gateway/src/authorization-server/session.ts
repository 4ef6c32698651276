import type { Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'
import { sessionOf } from '../sessions/cookie.ts'

/**
 * The library has a session of its own; who is signed in is decided by the gateway's. When an authorization begins and
 * the two differ, it begins with a new session of whoever is signed in now, or of nobody.
 */
export function followGatewaySession(gateway: Gateway, { Session }: Provider): void {
  const find = Session.get
  Session.get = async function (ctx) {
    const session = await find.call(this, ctx)
    if (ctx.oidc?.route !== 'authorization') return session
    const signedIn = await sessionOf(gateway, ctx.req)
    if (session.accountId === signedIn?.account.phid) return session

    if (session.accountId) await session.destroy()
    const own = new Session()
    if (signedIn) own.loginAccount({ accountId: signedIn.account.phid })
    // A new session is kept (and its cookie set) only when something has changed it.
    own.resetIdentifier()
    ctx.oidc.entity('Session', own)
    return own
  }
}
