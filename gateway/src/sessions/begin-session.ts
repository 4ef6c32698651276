import type { FastifyReply, FastifyRequest } from 'fastify'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import type { Account } from '../backends/backend.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { sessionCookieOf, setSessionCookie } from './cookie.ts'
import { endSession, startSession } from './sessions.ts'

/** Signs somebody in who has shown who they are. A session that the browser had before ends. */
export async function beginSession(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
  account: Account,
): Promise<void> {
  const before = sessionCookieOf(request, gateway)
  const secret = await inTransaction(gateway, async (inside) => {
    if (before) await endSession(inside, before)
    const event = {
      kind: 'sign-in',
      at: gateway.now(),
      userPhid: account.phid,
      ...originOf(request),
    } as const
    await recordSecurityEvent(inside.database, event)
    return startSession(inside, account)
  })
  setSessionCookie(reply, secret, gateway)
}
