import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * All tokens that descend from one authorization. A replay or a revocation ends that family, and not what the same
 * person granted the same application in another browser.
 */
export const tokenFamilies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of ['oidc_records', 'access_tokens']) {
      await db.schema.alterTable(table).addColumn('family', 'text').execute()
    }
  },
}
