import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'

/** What ends together: the tokens of one authorization (those of one browser, say), or all under a grant. */
export interface Ending {
  readonly grantId: string
  /** `null`: all families of the grant. */
  readonly family: string | null
  /** Epoch seconds. */
  readonly now: number
}

/**
 * Ends the tokens and codes that descend from one authorization. What the user granted stays granted. Without a family
 * it ends all of the grant's.
 *
 * @returns whether there was something to end
 */
export async function endFamily(gateway: Gateway, grantId: string, family: string | null): Promise<boolean> {
  const ending = { grantId, family, now: gateway.now() }
  return inTransaction(gateway, ({ database }) => endTokens(database, ending))
}

/**
 * Access tokens are marked, so that who still sends one is told why it fails; all else is forgotten.
 *
 * @returns whether there was something to end
 */
export async function endTokens(
  transaction: Kysely<Database>,
  { grantId, family, now }: Ending,
): Promise<boolean> {
  const tokens = transaction
    .updateTable('access_tokens')
    .set({ revoked_at: now })
    .where('grant_id', '=', grantId)
    .where('revoked_at', 'is', null)
  const records = transaction.deleteFrom('oidc_records').where('grant_id', '=', grantId)
  const marked = family === null ? tokens : tokens.where('family', '=', family)
  const forgotten = family === null ? records : records.where('family', '=', family)
  const { numUpdatedRows } = await marked.executeTakeFirst()
  const { numDeletedRows } = await forgotten.executeTakeFirst()
  return numUpdatedRows + numDeletedRows > 0n
}
