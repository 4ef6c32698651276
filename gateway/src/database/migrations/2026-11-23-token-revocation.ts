import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** An access token that was ended before its time is told so, and not that there never was such a token. */
export const tokenRevocation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('access_tokens').addColumn('revoked_at', 'integer').execute()
  },
}
