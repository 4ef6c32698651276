import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whom the gateway knows of a Phorge's people, and the API token that it keeps of each. */
export const vault: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('upstream_accounts')
      .addColumn('phid', 'text', (column) => column.primaryKey())
      .addColumn('user_name', 'text', (column) => column.notNull())
      .addColumn('real_name', 'text', (column) => column.notNull())
      .addColumn('is_administrator', 'integer', (column) => column.notNull())
      .addColumn('is_disabled', 'integer', (column) => column.notNull())
      .addColumn('seen_at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('upstream_accounts_name')
      .on('upstream_accounts')
      .column('user_name')
      .execute()

    await db.schema
      .createTable('upstream_tokens')
      .addColumn('user_phid', 'text', (column) => column.primaryKey())
      .addColumn('row_id', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('phorge_id', 'integer')
      .addColumn('kept_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .addColumn('refused_at', 'integer')
      .execute()
  },
}
