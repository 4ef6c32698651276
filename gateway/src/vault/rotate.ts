import type { Kysely } from 'kysely'
import { recordSecurityEvent } from '../audit/security-log.ts'
import type { Database } from '../database/schema.ts'
import { sealSecretsAnew } from '../second-factor/sealed-secret.ts'
import { currentKeyId, setCurrentKeyId } from './current-key.ts'
import type { KeyRing } from './key-ring.ts'
import { seal, unseal } from './sealing.ts'

/**
 * Encrypts everything anew with the first key of the ring, in one transaction. Servers that are running look for that
 * key in its source as soon as they meet it.
 *
 * @param now epoch seconds
 * @returns how many secrets are encrypted with it now that were not before
 */
export async function rotate(database: Kysely<Database>, keys: KeyRing, now: number): Promise<number> {
  const to = keys.first
  return database.transaction().execute(async (transaction) => {
    await currentKeyId(transaction, to.id)
    await setCurrentKeyId(transaction, to.id)
    const tokens = transaction.selectFrom('upstream_tokens').selectAll()
    const rows = await tokens.where('key_id', '!=', to.id).execute()
    for (const { user_phid: userPhid, row_id: rowId, key_id, sealed } of rows) {
      const place = { what: 'upstream token', rowId, userPhid } as const
      const token = unseal(await keys.key(key_id), sealed, place)
      await transaction
        .updateTable('upstream_tokens')
        .set({ key_id: to.id, sealed: seal(to, token, place) })
        .where('user_phid', '=', userPhid)
        .execute()
    }
    const count = rows.length + (await sealSecretsAnew(transaction, keys))
    const detail = `vault key ${to.id}, ${count} encrypted anew`
    await recordSecurityEvent(transaction, { kind: 'keys-rotated', at: now, detail })
    return count
  })
}
