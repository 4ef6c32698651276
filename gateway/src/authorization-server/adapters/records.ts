import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { digest } from '../../secrets.ts'
import { endAuthorization, endIdentified, isRevocation } from './end-authorization.ts'
import { parseGrantIdentifier } from './grant-identifier.ts'
import { fromStored, toStored } from './payload.ts'

/** Authorization codes, refresh tokens, sessions and interactions. Their identifiers are secrets: stored as digests. */
export function recordAdapter(gateway: Gateway, model: string): Adapter {
  const { database } = gateway
  const record = (id: string) => ({ model, digest: digest(id) })

  return {
    async upsert(id, payload, expiresIn) {
      const values = {
        payload: toStored(id, payload),
        uid_digest: payload.uid ? digest(payload.uid) : null,
        expires_at: expiresIn ? gateway.now() + expiresIn : null,
        ...parseGrantIdentifier(payload.grantId),
      }
      await database
        .insertInto('oidc_records')
        .values({ ...record(id), ...values, user_code_digest: null, consumed_at: null })
        .onConflict((conflict) => conflict.columns(['model', 'digest']).doUpdateSet(values))
        .execute()
    },

    async find(id) {
      const row = await database
        .selectFrom('oidc_records')
        .select(['payload', 'expires_at', 'consumed_at'])
        .where('model', '=', model)
        .where('digest', '=', digest(id))
        .executeTakeFirst()
      return row && alive(row, id)
    },

    async findByUid(uid) {
      const row = await database
        .selectFrom('oidc_records')
        .select(['payload', 'expires_at', 'consumed_at'])
        .where('model', '=', model)
        .where('uid_digest', '=', digest(uid))
        .executeTakeFirst()
      return row && alive(row, undefined)
    },

    async findByUserCode() {
      return undefined
    },

    /**
     * One compare-and-swap: of any number of redemptions at the same time, one finds the row unconsumed. The others are
     * replays, and end the family (RFC 6749, section 4.1.2; RFC 9700, section 4.14.2).
     */
    async consume(id) {
      const won = await database
        .updateTable('oidc_records')
        .set({ consumed_at: gateway.now() })
        .where('model', '=', model)
        .where('digest', '=', digest(id))
        .where('consumed_at', 'is', null)
        .returning('digest')
        .executeTakeFirst()
      if (won) return
      const replayed = await database
        .selectFrom('oidc_records')
        .select(['grant_id', 'family'])
        .where('model', '=', model)
        .where('digest', '=', digest(id))
        .executeTakeFirst()
      if (replayed) await endAuthorization(gateway, replayed)
      throw new errors.InvalidGrant({ detail: 'redeemed more than once' })
    },

    async destroy(id) {
      await inTransaction(gateway, async (inside) => {
        const gone = await inside.database
          .deleteFrom('oidc_records')
          .where('model', '=', model)
          .where('digest', '=', digest(id))
          .returning(['grant_id', 'family'])
          .executeTakeFirst()
        if (gone && isRevocation()) await endAuthorization(inside, gone, true)
      })
    },

    revokeByGrantId: (identifier) => endIdentified(gateway, identifier),
  }

  function alive(
    row: { payload: string; expires_at: number | null; consumed_at: number | null },
    id: string | undefined,
  ): AdapterPayload | undefined {
    if (row.expires_at !== null && row.expires_at <= gateway.now()) return undefined
    const payload = fromStored(id, row.payload)
    return row.consumed_at === null ? payload : { ...payload, consumed: row.consumed_at }
  }
}

/** Whether the record is still there: it is not when its family was ended meanwhile, by a replay or by the user. */
export async function recordExists(gateway: Gateway, model: string, id: string): Promise<boolean> {
  const row = await gateway.database
    .selectFrom('oidc_records')
    .select('digest')
    .where('model', '=', model)
    .where('digest', '=', digest(id))
    .executeTakeFirst()
  return row !== undefined
}
