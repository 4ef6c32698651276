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
 */
export async function endFamily(gateway: Gateway, grantId: string, family: string | null): Promise<void> {
  const ending = { grantId, family, now: gateway.now() }
  await inTransaction(gateway, ({ database }) => endTokens(database, ending))
}

/** Access tokens are marked, so that who still sends one is told why it fails; all else is forgotten. */
export async function endTokens(
  transaction: Kysely<Database>,
  { grantId, family, now }: Ending,
): Promise<void> {
  const tokens = transaction
    .updateTable('access_tokens')
    .set({ revoked_at: now })
    .where('grant_id', '=', grantId)
    .where('revoked_at', 'is', null)
  const records = transaction.deleteFrom('oidc_records').where('grant_id', '=', grantId)
  await (family === null ? tokens : tokens.where('family', '=', family)).execute()
  await (family === null ? records : records.where('family', '=', family)).execute()
}
