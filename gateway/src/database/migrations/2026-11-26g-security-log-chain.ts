import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { genesis, hashOf } from '../../audit/chain.ts'
import type { Database } from '../schema.ts'

/**
 * Chains the rows of the security log to one another. What was written before is chained as it is found. From then on
 * the database itself lets rows be added at the new end and, once the anchor says so, removed from the old one.
 */
export const securityLogChain: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE security_log ADD COLUMN hash text NOT NULL DEFAULT ''`.execute(db)
    await chainRows(db as Kysely<Database>)
    // From here on this is how many were ever written.
    await sql`UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), 0) FROM security_log)
      WHERE name = 'security_log'`.execute(db)
    await db.schema
      .createTable('security_log_anchor')
      .addColumn('only', 'integer', (column) => column.primaryKey().check(sql`only = 1`))
      .addColumn('id', 'integer', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute()
    await sql`INSERT INTO security_log_anchor VALUES (1, ${genesis.id}, ${genesis.hash})`.execute(db)
    for (const trigger of triggers) await sql.raw(trigger).execute(db)
  },
}

async function chainRows(db: Kysely<Database>): Promise<void> {
  let before = genesis
  for (;;) {
    const rows = db.selectFrom('security_log').selectAll().where('id', '>', before.id)
    const batch = await rows.orderBy('id').limit(1000).execute()
    for (const row of batch) {
      before = { id: row.id, hash: hashOf(before.hash, row) }
      await db.updateTable('security_log').set({ hash: before.hash }).where('id', '=', row.id).execute()
    }
    if (batch.length === 0) return
  }
}

const triggers = [
  `CREATE TRIGGER security_log_only_at_the_end BEFORE INSERT ON security_log
   WHEN NEW.id <= (SELECT max(id) FROM security_log) OR NEW.id <= (SELECT id FROM security_log_anchor)
   BEGIN SELECT RAISE(ABORT, 'rows are added to the security log at its end only'); END`,
  `CREATE TRIGGER security_log_never_changed BEFORE UPDATE ON security_log
   BEGIN SELECT RAISE(ABORT, 'rows of the security log are never changed'); END`,
  `CREATE TRIGGER security_log_removed_in_order BEFORE DELETE ON security_log
   WHEN OLD.id > (SELECT id FROM security_log_anchor)
   BEGIN SELECT RAISE(ABORT, 'rows of the security log are removed from its old end only'); END`,
  `CREATE TRIGGER security_log_anchor_moves_on BEFORE UPDATE ON security_log_anchor
   WHEN NOT EXISTS (SELECT 1 FROM security_log WHERE id = NEW.id AND hash = NEW.hash)
   BEGIN SELECT RAISE(ABORT, 'the anchor of the security log moves on to one of its rows'); END`,
  `CREATE TRIGGER security_log_anchor_stays BEFORE DELETE ON security_log_anchor
   BEGIN SELECT RAISE(ABORT, 'the security log keeps its anchor'); END`,
]
