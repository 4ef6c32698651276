import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import type { Visit } from '../pages/guard.ts'
import { originOf, recordSecurityEvent, type SecurityEvent } from './security-log.ts'

/** Does what somebody asked for on a page, and writes down in the same transaction that they did. */
export function recordVisit<Result>(
  { gateway, session, request }: Visit,
  event: Pick<SecurityEvent, 'kind' | 'clientId' | 'detail'>,
  work: (inside: Gateway) => Promise<Result>,
): Promise<Result> {
  return inTransaction(gateway, async (inside) => {
    const userPhid = session.account.phid
    await recordSecurityEvent(inside.database, {
      ...event,
      at: gateway.now(),
      userPhid,
      ...originOf(request),
    })
    return work(inside)
  })
}
