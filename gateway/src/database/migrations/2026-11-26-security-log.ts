import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const securityLog: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('security_log')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('user_phid', 'text')
      .addColumn('client_id', 'text')
      .addColumn('address', 'text')
      .addColumn('request_id', 'text')
      .addColumn('detail', 'text')
      .execute()
    for (const column of ['at', 'user_phid', 'client_id']) {
      await db.schema.createIndex(`security_log_${column}`).on('security_log').column(column).execute()
    }
  },
}
