import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const idempotencyKeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('idempotency_keys')
      .addColumn('caller', 'text', (column) => column.notNull())
      .addColumn('key_digest', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('answer', 'text')
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('idempotency_keys_key', ['caller', 'key_digest'])
      .execute()
    await db.schema
      .createIndex('idempotency_keys_created')
      .on('idempotency_keys')
      .column('created_at')
      .execute()
  },
}
