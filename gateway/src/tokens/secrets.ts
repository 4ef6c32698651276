import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'
import { hasCheck } from './format.ts'
import type { TokenKey } from './token-key.ts'

/** Adds a secret to a token: with it one can call as the token. */
export async function addSecret(
  { database, tokenKey }: { readonly database: Kysely<Database>; readonly tokenKey: TokenKey },
  tokenId: number,
  token: string,
): Promise<void> {
  const isChecked = hasCheck(token)
  await database
    .insertInto('api_token_secrets')
    .values({
      digest: tokenKey.digest(token),
      token_id: tokenId,
      ends_at: null,
      has_check: Number(isChecked),
    })
    .execute()
  if (!isChecked) tokenKey.hasTokensWithoutCheck = true
}

/** The secret in force ends then; one that was to end later because of an earlier rotation ends now. Epoch seconds. */
export async function endSecrets(
  database: Kysely<Database>,
  tokenId: number,
  { now, at }: { readonly now: number; readonly at: number },
): Promise<void> {
  const secrets = () => database.updateTable('api_token_secrets').where('token_id', '=', tokenId)
  await database
    .deleteFrom('api_token_secrets')
    .where('token_id', '=', tokenId)
    .where('ends_at', '<=', now)
    .execute()
  await secrets().set({ ends_at: now }).where('ends_at', 'is not', null).execute()
  await secrets().set({ ends_at: at }).where('ends_at', 'is', null).execute()
}

/** Nothing is left of them to compare with. */
export async function wipeSecrets(database: Kysely<Database>, tokenId: number): Promise<void> {
  await database.deleteFrom('api_token_secrets').where('token_id', '=', tokenId).execute()
}

/** Of the tokens that were made before there was a key. */
export async function wrapSecrets(transaction: Kysely<Database>, key: TokenKey): Promise<void> {
  const rows = await transaction.selectFrom('api_token_secrets').select('digest').execute()
  for (const { digest } of rows) {
    await transaction
      .updateTable('api_token_secrets')
      .set({ digest: key.wrap(digest) })
      .where('digest', '=', digest)
      .execute()
  }
}

export async function hasSecretsWithoutCheck(database: Kysely<Database>): Promise<boolean> {
  const secrets = database.selectFrom('api_token_secrets').select('token_id').where('has_check', '=', 0)
  return (await secrets.limit(1).executeTakeFirst()) !== undefined
}

/** Until when a secret from before a rotation is good; `undefined` when none is. Epoch seconds. */
export async function oldSecretEnd(
  database: Kysely<Database>,
  tokenId: number,
  now: number,
): Promise<number | undefined> {
  const row = await database
    .selectFrom('api_token_secrets')
    .select('ends_at')
    .where('token_id', '=', tokenId)
    .where('ends_at', '>', now)
    .executeTakeFirst()
  return row?.ends_at ?? undefined
}
