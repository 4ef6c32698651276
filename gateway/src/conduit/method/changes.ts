import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.ts'
import { historyOf } from '../../history/history.ts'

/** What a call of a `*.edit` answers: the object, and what was done to it since then. */
export async function changesSince(
  database: Kysely<Database>,
  { id, phid }: { readonly id: number; readonly phid: string },
  since: number,
) {
  const history = await historyOf(database, phid)
  const transactions = history.filter((transaction) => transaction.id > since).toReversed()
  return { object: { id, phid }, transactions: transactions.map(({ phid }) => ({ phid })) }
}

/** The number of the latest thing that was done to an object. */
export async function latestChange(database: Kysely<Database>, phid: string): Promise<number> {
  const [latest] = await historyOf(database, phid, { limit: 1 })
  return latest?.id ?? 0
}
