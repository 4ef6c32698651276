import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What people prove with that it is them, what they were asked to prove, and how an authorization was proved. */
export const secondFactor: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('second_factors')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text')
      .addColumn('sealed', 'text')
      .addColumn('last_step', 'integer')
      .addColumn('credential_id', 'text', (column) => column.unique())
      .addColumn('public_key', 'text')
      .addColumn('transports', 'text')
      .addColumn('counter', 'integer')
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .execute()
    await db.schema
      .createIndex('second_factors_user')
      .on('second_factors')
      .columns(['user_phid', 'created_at'])
      .execute()

    await db.schema
      .createTable('recovery_codes')
      .addColumn('digest', 'text', (column) => column.primaryKey())
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('recovery_codes_user').on('recovery_codes').column('user_phid').execute()

    await db.schema
      .createTable('second_factor_challenges')
      .addColumn('digest', 'text', (column) => column.primaryKey())
      .addColumn('bond', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('second_factor_challenges_expiry')
      .on('second_factor_challenges')
      .column('expires_at')
      .execute()

    await db.schema
      .createTable('second_factor_methods')
      .addColumn('method', 'text', (column) => column.primaryKey())
      .addColumn('set_by', 'text', (column) => column.notNull())
      .addColumn('set_at', 'integer', (column) => column.notNull())
      .execute()

    await db.schema.alterTable('access_tokens').addColumn('acr', 'text').execute()
    await db.schema.alterTable('access_tokens').addColumn('auth_time', 'integer').execute()
  },
}
