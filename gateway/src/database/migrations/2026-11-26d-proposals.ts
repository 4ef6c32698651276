import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { newGatewayPhid } from '../../phid.ts'

/** What the migration sees of the table as it was. */
interface Before {
  applications: {
    client_id: string
    name: string
    created_by: string
    created_at: number
    disabled: number
    id: number | null
    phid: string | null
    version: string
    stage: string
  }
}

/** Applications that people propose: stages, versions, requested scopes, and how their proposers are told. */
export const proposals: Migration = {
  async up(db: Kysely<Before>): Promise<void> {
    await addColumns(db)
    await fillIn(db)
    await db.schema.alterTable('applications').dropColumn('disabled').execute()
    await db.schema.createIndex('applications_id').on('applications').column('id').unique().execute()
    await db.schema.createIndex('applications_phid').on('applications').column('phid').unique().execute()
    await db.schema
      .createIndex('applications_version')
      .on('applications')
      .columns(['created_by', 'name', 'version'])
      .unique()
      // Of nobody who signed in there may be many of one name: copies of one program that register themselves.
      .where('created_by', '!=', '')
      .execute()
    await db.schema.createIndex('applications_stage').on('applications').column('stage').execute()

    await db.schema
      .createTable('auto_approval_rules')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('hosts', 'text', (column) => column.notNull())
      .addColumn('owners', 'text', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .execute()

    await db.schema
      .createTable('mail_queue')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('recipient', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_attempt_at', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .execute()
  },
}

async function addColumns(db: Kysely<Before>): Promise<void> {
  const texts = {
    version: '',
    stage: 'approved',
    grant_types: '["authorization_code","refresh_token"]',
    requested_scopes: '[]',
    address_ranges: '["0.0.0.0/0","::/0"]',
  }
  for (const column of ['id', 'old_secret_until'])
    await db.schema.alterTable('applications').addColumn(column, 'integer').execute()
  for (const column of ['phid', 'contact', 'terms', 'old_secret_digest'])
    await db.schema.alterTable('applications').addColumn(column, 'text').execute()
  for (const column of ['owner_only', 'callback_is_prefix', 'change_token', 'seen_by_owner'])
    await db.schema
      .alterTable('applications')
      .addColumn(column, 'integer', (definition) => definition.notNull().defaultTo(0))
      .execute()
  for (const [column, value] of Object.entries(texts))
    await db.schema
      .alterTable('applications')
      .addColumn(column, 'text', (definition) => definition.notNull().defaultTo(value))
      .execute()
}

/** Nobody had to give a version before: of applications of one name and owner, the oldest is 1.0, the next one 2.0. */
async function fillIn(db: Kysely<Before>): Promise<void> {
  const rows = await db
    .selectFrom('applications')
    .select(['client_id', 'name', 'created_by', 'disabled'])
    .orderBy('created_at')
    .orderBy('client_id')
    .execute()
  const versions = new Map<string, number>()
  for (const [index, { client_id, name, created_by, disabled }] of rows.entries()) {
    const key = JSON.stringify([created_by, name])
    const version = (versions.get(key) ?? 0) + 1
    versions.set(key, version)
    await db
      .updateTable('applications')
      .set({
        id: index + 1,
        phid: newGatewayPhid('OASC'),
        version: `${version}.0`,
        stage: disabled ? 'disabled' : 'approved',
      })
      .where('client_id', '=', client_id)
      .execute()
  }
}
