import type { Adapter } from 'oidc-provider'
import { parseScopes } from '../../access/scope.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { endAuthorization, endIdentified } from './end-authorization.ts'
import { parseGrantIdentifier } from './grant-identifier.ts'
import { fromStored, toStored } from './payload.ts'

/** Access tokens have a table of their own, which `/api/` reads without the library. */
export function accessTokenAdapter(gateway: Gateway): Adapter {
  const { database, tokenKey } = gateway
  return {
    async upsert(id, payload, expiresIn) {
      const { clientId, accountId, scope = '' } = payload
      const { grant_id, family } = parseGrantIdentifier(payload.grantId)
      const { acr, auth_time } = (payload.extra ?? {}) as { acr?: string; auth_time?: number }
      if (!grant_id || !clientId || !accountId || !expiresIn) throw new TypeError('incomplete access token')
      await database
        .insertInto('access_tokens')
        .values({
          digest: tokenKey.digest(id),
          grant_id,
          family,
          client_id: clientId,
          user_phid: accountId,
          scopes: JSON.stringify([...parseScopes(scope)]),
          payload: toStored(id, payload),
          acr: acr ?? null,
          auth_time: auth_time ?? null,
          issued_at: gateway.now(),
          expires_at: gateway.now() + expiresIn,
        })
        .execute()
    },

    async find(id) {
      const row = await database
        .selectFrom('access_tokens')
        .select('payload')
        .where('digest', '=', tokenKey.digest(id))
        .where('expires_at', '>', gateway.now())
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row && fromStored(id, row.payload)
    },

    /** The library ends an access token when its application gives it back. */
    async destroy(id) {
      await inTransaction(gateway, async (inside) => {
        const ended = await inside.database
          .updateTable('access_tokens')
          .set({ revoked_at: gateway.now() })
          .where('digest', '=', tokenKey.digest(id))
          .where('revoked_at', 'is', null)
          .returning(['grant_id', 'family'])
          .executeTakeFirst()
        if (ended) await endAuthorization(inside, ended, true)
      })
    },

    revokeByGrantId: (identifier) => endIdentified(gateway, identifier),

    findByUid: notStored,
    findByUserCode: notStored,
    consume: notStored,
  }
}

async function notStored(): Promise<undefined> {
  return undefined
}
