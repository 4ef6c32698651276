import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import { currentKeyId } from '../vault/current-key.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { seal, unseal } from '../vault/sealing.ts'
import type { SealedSecret } from './challenges.ts'

/** Encrypts the secret of an authenticator app, for the row that it will be in. */
export async function sealSecret(
  { database, keys }: Pick<Gateway, 'database' | 'keys'>,
  userPhid: string,
  secret: string,
): Promise<SealedSecret> {
  const factorId = randomUUID()
  const currentId = await currentKeyId(database, keys.first.id)
  // A database that was restored without its keys names one that is gone for good.
  const key = await keys.key(currentId).catch(() => keys.first)
  return { factorId, keyId: key.id, sealed: seal(key, secret, placeOf(factorId, userPhid)) }
}

/** @throws {ConfigError} when its key is not there any more */
export async function unsealSecret(
  { keys }: Pick<Gateway, 'keys'>,
  userPhid: string,
  { factorId, keyId, sealed }: SealedSecret,
): Promise<string> {
  return unseal(await keys.key(keyId), sealed, placeOf(factorId, userPhid))
}

/** Encrypts all of them anew with the first key of the ring. @returns how many were not yet */
export async function sealSecretsAnew(transaction: Kysely<Database>, keys: KeyRing): Promise<number> {
  const to = keys.first
  const apps = transaction.selectFrom('second_factors').selectAll().where('kind', '=', 'totp')
  const rows = await apps.where('key_id', '!=', to.id).execute()
  for (const { id, user_phid: userPhid, key_id, sealed } of rows) {
    const place = placeOf(id, userPhid)
    const secret = unseal(await keys.key(key_id ?? ''), sealed ?? '', place)
    await transaction
      .updateTable('second_factors')
      .set({ key_id: to.id, sealed: seal(to, secret, place) })
      .where('id', '=', id)
      .execute()
  }
  return rows.length
}

function placeOf(rowId: string, userPhid: string) {
  return { what: 'second factor', rowId, userPhid } as const
}
