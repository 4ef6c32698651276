import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.ts'
import type { TokenKey } from '../../tokens/token-key.ts'

/** Of the access tokens that were issued before there was a key. */
export async function wrapAccessTokens(transaction: Kysely<Database>, key: TokenKey): Promise<void> {
  const rows = await transaction.selectFrom('access_tokens').select('digest').execute()
  for (const { digest } of rows) {
    await transaction
      .updateTable('access_tokens')
      .set({ digest: key.wrap(digest) })
      .where('digest', '=', digest)
      .execute()
  }
}

export async function forgetAccessTokens(database: Kysely<Database>): Promise<void> {
  await database.deleteFrom('access_tokens').execute()
}
