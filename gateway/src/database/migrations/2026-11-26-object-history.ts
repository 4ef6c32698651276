import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What was done to tokens and applications. */
export const objectHistory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('object_history')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('phid', 'text', (column) => column.notNull().unique())
      .addColumn('object_phid', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('old', 'text', (column) => column.notNull())
      .addColumn('new', 'text', (column) => column.notNull())
      .addColumn('author_phid', 'text')
      .addColumn('address', 'text')
      .addColumn('reason', 'text')
      .addColumn('at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('object_history_object')
      .on('object_history')
      .columns(['object_phid', 'id'])
      .execute()
  },
}
