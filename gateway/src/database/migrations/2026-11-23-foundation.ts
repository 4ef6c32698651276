import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const foundation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('sessions')
      .addColumn('digest', 'text', (column) => column.primaryKey())
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('sessions_user').on('sessions').column('user_phid').execute()

    await db.schema
      .createTable('applications')
      .addColumn('client_id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('secret_digest', 'text')
      .addColumn('redirect_uris', 'text', (column) => column.notNull())
      .addColumn('origins', 'text', (column) => column.notNull())
      .addColumn('phorge_compatible', 'integer', (column) => column.notNull())
      .addColumn('disabled', 'integer', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'integer', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('application_rules')
      .addColumn('client_id', 'text', (column) =>
        column.notNull().references('applications.client_id').onDelete('cascade'),
      )
      .addColumn('scope', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('application_rules_key', ['client_id', 'scope'])
      .execute()

    await db.schema
      .createTable('grants')
      .addColumn('grant_id', 'text', (column) => column.primaryKey())
      .addColumn('client_id', 'text', (column) =>
        column.notNull().references('applications.client_id').onDelete('cascade'),
      )
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .addUniqueConstraint('grants_user_application', ['user_phid', 'client_id'])
      .execute()

    await db.schema
      .createTable('oidc_records')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('grant_id', 'text')
      .addColumn('user_code_digest', 'text')
      .addColumn('uid_digest', 'text')
      .addColumn('expires_at', 'integer')
      .addColumn('consumed_at', 'integer')
      .addPrimaryKeyConstraint('oidc_records_key', ['model', 'digest'])
      .execute()
    for (const column of ['grant_id', 'uid_digest', 'expires_at']) {
      await db.schema.createIndex(`oidc_records_${column}`).on('oidc_records').column(column).execute()
    }

    await db.schema
      .createTable('access_tokens')
      .addColumn('digest', 'text', (column) => column.primaryKey())
      .addColumn('grant_id', 'text', (column) => column.notNull())
      .addColumn('client_id', 'text', (column) => column.notNull())
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('issued_at', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('access_tokens_grant').on('access_tokens').column('grant_id').execute()
    await db.schema.createIndex('access_tokens_expiry').on('access_tokens').column('expires_at').execute()

    await db.schema
      .createTable('api_tokens')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('digest', 'text', (column) => column.notNull().unique())
      .addColumn('user_phid', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .addColumn('revoked_at', 'integer')
      .execute()
    await db.schema.createIndex('api_tokens_user').on('api_tokens').column('user_phid').execute()

    await db.schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
  },
}
