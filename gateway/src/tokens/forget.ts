import type { Kysely } from 'kysely'
import { recordSecurityEvent } from '../audit/security-log.ts'
import { forgetAccessTokens } from '../authorization-server/adapters/access-token-digests.ts'
import type { Database } from '../database/schema.ts'
import { recordTransaction } from '../history/history.ts'
import { forgetTokenKey } from './open-token-key.ts'

const REASON = 'the key of the digests was lost'

/** For when the key of the digests is lost: ends every token, and lets the next start take another key. */
export async function forgetAllTokens(database: Kysely<Database>, now: number): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const ended = await transaction
      .updateTable('api_tokens')
      .set({ revoked_at: now })
      .where('revoked_at', 'is', null)
      .returning('phid')
      .execute()
    for (const { phid } of ended) {
      await recordTransaction(transaction, { objectPhid: phid, type: 'revoke', at: now, reason: REASON })
    }
    await transaction.deleteFrom('api_token_secrets').execute()
    await forgetAccessTokens(transaction)
    await forgetTokenKey(transaction)
    await recordSecurityEvent(transaction, { kind: 'api-token-revoked', at: now, detail: `all: ${REASON}` })
    return ended.length
  })
}
