import type { FastifyInstance } from 'fastify'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { forSignedIn, type Visit, type VisitHandler } from '../pages/guard.ts'
import { paths } from '../pages/paths.ts'
import { clearSessionCookie, sessionCookieOf } from './cookie.ts'
import { endSession } from './sessions.ts'

export function signOutRoute(server: FastifyInstance, gateway: Gateway): void {
  server.post(paths.signOut, forSignedIn(gateway, signOut))
}

const signOut: VisitHandler = async (visit) => {
  await leave(visit)
  return { seeOther: paths.home }
}

/** Ends the session of this browser. */
export async function leave({
  gateway,
  session,
  request,
  reply,
}: Pick<Visit, 'gateway' | 'session' | 'request' | 'reply'>): Promise<void> {
  await inTransaction(gateway, async (inside) => {
    const userPhid = session.account.phid
    const event = { kind: 'sign-out', at: gateway.now(), userPhid, ...originOf(request) } as const
    await recordSecurityEvent(inside.database, event)
    await endSession(inside, sessionCookieOf(request, gateway) ?? '')
  })
  clearSessionCookie(reply, gateway)
}
