import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'

const NAME = 'vault_key'

/**
 * Which key new tokens are encrypted with. It stands in the database and not with the keys, so that servers which are
 * running go over to another one in the moment in which everything is encrypted with it.
 */
export async function currentKeyId(database: Kysely<Database>, first: string): Promise<string> {
  await database
    .insertInto('settings')
    .values({ name: NAME, value: first })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const settings = database.selectFrom('settings').select('value').where('name', '=', NAME)
  return (await settings.executeTakeFirstOrThrow()).value
}

export async function setCurrentKeyId(database: Kysely<Database>, id: string): Promise<void> {
  await database.updateTable('settings').set({ value: id }).where('name', '=', NAME).execute()
}
