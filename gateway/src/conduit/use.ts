import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { touchGrant } from '../grants/grants.ts'
import { touchApiToken } from '../tokens/tokens.ts'
import type { Caller } from './authenticate.ts'

const MINUTE = 60
const DAY = 86_400

/** After the answer has gone out: nobody waits for it, and it may fail without harm. */
export function noteUse(gateway: Gateway, caller: Caller, origin: RequestOrigin): void {
  const { lastUsedAt } = caller.kind === 'api-token' ? caller.token : caller.grant
  // At most once a minute: a read must not cost a write each time.
  if (lastUsedAt !== undefined && lastUsedAt > gateway.now() - MINUTE) return
  note(gateway, caller, origin).catch((error) =>
    gateway.log.debug({ err: error }, 'could not note the use of a token'),
  )
}

/** The security log tells of each key once a day (UTC): which ones are in use, and since when one was not. */
async function note(gateway: Gateway, caller: Caller, origin: RequestOrigin): Promise<void> {
  const isApiToken = caller.kind === 'api-token'
  await inTransaction(gateway, async (inside) => {
    await (isApiToken ? touchApiToken(inside, caller.token) : touchGrant(inside, caller.grant.id))
    const { lastUsedAt = 0 } = isApiToken ? caller.token : caller.grant
    const now = gateway.now()
    if (Math.floor(lastUsedAt / DAY) === Math.floor(now / DAY)) return
    await recordSecurityEvent(inside.database, {
      kind: 'key-used',
      at: now,
      userPhid: caller.account?.phid,
      ...(isApiToken ? { detail: caller.token.name } : { clientId: caller.clientId }),
      ...origin,
    })
  })
}
