import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** How often an application may call, and how often it did. */
export const applicationQuotas: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('application_quotas')
      .addColumn('client_id', 'text', (column) =>
        column.primaryKey().references('applications.client_id').onDelete('cascade'),
      )
      .addColumn('per_minute', 'integer')
      .addColumn('per_day', 'integer')
      .execute()
    await db.schema
      .createTable('application_usage')
      .addColumn('client_id', 'text', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('calls', 'integer', (column) => column.notNull())
      .addColumn('busiest_minute', 'integer', (column) => column.notNull())
      .addColumn('refused', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('application_usage_key', ['client_id', 'day'])
      .execute()
    // Who granted an application what is looked up before something is taken away from it.
    await db.schema.createIndex('grants_client').on('grants').column('client_id').execute()
    await db.schema.createIndex('application_usage_day').on('application_usage').column('day').execute()
  },
}
