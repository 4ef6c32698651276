import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { newGatewayPhid } from '../../phid.ts'

/**
 * Personal API tokens become objects, and what is stored of their secrets stands apart: a token that was rotated has two
 * for a while, and one that was disposed of has none. The tokens that are there stay good, for everything and for ever.
 */
export const apiTokens: Migration = {
  async up(db: Kysely<Tables>): Promise<void> {
    await createTables(db)
    const before = await db.selectFrom('api_tokens').selectAll().orderBy('id').execute()
    for (const { digest, ...token } of before) {
      await db
        .insertInto('api_tokens_new')
        .values({ ...token, phid: newGatewayPhid('CTKN'), kind: 'api', rights: 'all', addresses: '[]' })
        .execute()
      await db.insertInto('api_token_secrets').values({ digest, token_id: token.id, has_check: 0 }).execute()
    }
    await db.schema.dropTable('api_tokens').execute()
    await db.schema.alterTable('api_tokens_new').renameTo('api_tokens').execute()
    await db.schema.createIndex('api_tokens_user').on('api_tokens').columns(['user_phid', 'id']).execute()
    await db.schema
      .createIndex('api_tokens_expiry')
      .on('api_tokens')
      .column('expires_at')
      .where(sql.ref('revoked_at'), 'is', null)
      .execute()
  },
}

interface Tables {
  api_tokens: Before & { digest: string }
  api_tokens_new: Before & { phid: string; kind: string; rights: string; addresses: string }
  api_token_secrets: { digest: string; token_id: number; has_check: number }
}

interface Before {
  id: number
  user_phid: string
  name: string
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

async function createTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('api_tokens_new')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('phid', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('user_phid', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('addresses', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer')
    .addColumn('expiry_told_at', 'integer')
    .addColumn('last_used_at', 'integer')
    .addColumn('last_used_address', 'text')
    .addColumn('last_used_client', 'text')
    .addColumn('last_used_method', 'text')
    .addColumn('revoked_at', 'integer')
    .addColumn('disposed_at', 'integer')
    .execute()
  // One look-up per call: without row numbers the digest leads straight to the row.
  await db.schema
    .createTable('api_token_secrets')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('token_id', 'integer', (column) => column.notNull())
    .addColumn('ends_at', 'integer')
    .addColumn('has_check', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute()
  await db.schema.createIndex('api_token_secrets_token').on('api_token_secrets').column('token_id').execute()
  await db.schema
    .createIndex('api_token_secrets_old')
    .on('api_token_secrets')
    .column('has_check')
    .where('has_check', '=', 0)
    .execute()
}
