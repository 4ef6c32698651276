import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { digest } from '../secrets.ts'

const SETTING = 'registration-terms'

/** What everybody has to accept who proposes an application: a text that an administrator writes. */
export interface Terms {
  readonly text: string
  /** Changes with the text: a proposal names the one it accepts. */
  readonly version: string
}

/** `undefined` when there are none. */
export async function currentTerms({ database }: Gateway): Promise<Terms | undefined> {
  const row = await database
    .selectFrom('settings')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirst()
  return row?.value ? { text: row.value, version: digest(row.value).slice(0, 16) } : undefined
}

/** An empty text takes them away. */
export async function saveTerms(gateway: Gateway, text: string): Promise<void> {
  await inTransaction(gateway, async ({ database }) => {
    await database.deleteFrom('settings').where('name', '=', SETTING).execute()
    if (text) await database.insertInto('settings').values({ name: SETTING, value: text }).execute()
  })
}
