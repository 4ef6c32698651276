import type { FastifyReply, FastifyRequest } from 'fastify'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { touchGrant } from '../grants/grants.ts'
import { clientOf } from '../tokens/client.ts'
import { touchApiToken } from '../tokens/tokens.ts'
import type { Caller } from './authenticate.ts'

const MINUTE = 60
const DAY = 86_400

type Request = Pick<FastifyRequest, 'ip' | 'id' | 'headers'>

/** When the answer has gone out: nobody waits for it, and it may fail without harm. */
export function noteUse(
  gateway: Gateway,
  caller: Caller,
  method: string,
  { raw, request }: FastifyReply,
): void {
  const lastUsedAt = lastUsed(caller)
  // At most once a minute: a read must not cost a write each time.
  if (lastUsedAt !== undefined && lastUsedAt > gateway.now() - MINUTE) return
  raw.once('finish', () => {
    note(gateway, caller, method, request).catch((error) =>
      gateway.log.debug({ err: error }, 'could not note the use of a token'),
    )
  })
}

/** The security log tells of each key once a day (UTC): which ones are in use, and since when one was not. */
async function note(gateway: Gateway, caller: Caller, method: string, request: Request): Promise<void> {
  const isApiToken = caller.kind === 'api-token'
  await inTransaction(gateway, async (inside) => {
    const now = gateway.now()
    const use = { at: now, address: request.ip, client: clientOf(request.headers['user-agent']), method }
    await (isApiToken ? touchApiToken(inside, caller.token, use) : touchGrant(inside, caller.grant.id))
    if (Math.floor((lastUsed(caller) ?? 0) / DAY) === Math.floor(now / DAY)) return
    await recordSecurityEvent(inside.database, {
      kind: 'key-used',
      at: now,
      userPhid: caller.account?.phid,
      ...(isApiToken ? { detail: caller.token.name } : { clientId: caller.clientId }),
      ...originOf(request),
    })
  })
}

/** Epoch seconds. */
function lastUsed(caller: Caller): number | undefined {
  return caller.kind === 'api-token' ? caller.token.lastUse?.at : caller.grant.lastUsedAt
}
