import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../../../gateway/src/database/migrations/index.ts'
import { nodeSqliteDialect } from '../../../gateway/src/database/node-sqlite.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'

/** The table as it was, as far as this test writes it. */
interface Before {
  applications: Record<string, string | number | null>
}

let database: Kysely<Database>
beforeAll(() => {
  database = new Kysely<Database>({ dialect: nodeSqliteDialect(':memory:') })
})
afterAll(() => database.destroy())

async function migrate(upTo?: string): Promise<void> {
  const known = Object.entries(migrations).filter(([name]) => upTo === undefined || name <= upTo)
  const provider = { getMigrations: async () => Object.fromEntries(known) }
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest()
  if (error) throw error
}

it('applications of an earlier release keep all that they had, and get a stage, a version and a PHID', async () => {
  await migrate('2026-11-26a-object-history')
  const row = (client_id: string, changes: Record<string, string | number | null> = {}) => ({
    client_id,
    name: 'Error viewer',
    description: 'Shows errors',
    kind: 'confidential',
    secret_digest: `digest of ${client_id}`,
    redirect_uris: '["https://viewer.example/callback"]',
    origins: '[]',
    phorge_compatible: 1,
    disabled: 0,
    created_by: 'PHID-USER-a',
    created_at: 1000,
    updated_at: 1001,
    ...changes,
  })
  await (database as unknown as Kysely<Before>)
    .insertInto('applications')
    .values([
      row('second', { created_at: 2000, disabled: 1 }),
      row('first'),
      row('other', { name: 'Other', created_at: 3000 }),
      row('theirs', { created_by: 'PHID-USER-b', created_at: 4000 }),
    ])
    .execute()
  await database
    .insertInto('application_rules')
    .values({ client_id: 'first', scope: 'user.search' })
    .execute()

  await migrate()
  const rows = await database.selectFrom('applications').selectAll().orderBy('id').execute()
  expect(rows.map(({ id, client_id, version, stage }) => [id, client_id, version, stage])).toEqual([
    [1, 'first', '1.0', 'approved'],
    [2, 'second', '2.0', 'disabled'],
    [3, 'other', '1.0', 'approved'],
    [4, 'theirs', '1.0', 'approved'],
  ])
  expect(new Set(rows.map(({ phid }) => phid)).size).toBe(4)
  expect(rows[0]).toMatchObject({
    phid: expect.stringMatching(/^PHID-OASC-[a-z2-7]{20}$/),
    name: 'Error viewer',
    description: 'Shows errors',
    kind: 'confidential',
    secret_digest: 'digest of first',
    old_secret_digest: null,
    redirect_uris: '["https://viewer.example/callback"]',
    callback_is_prefix: 0,
    grant_types: '["authorization_code","refresh_token"]',
    phorge_compatible: 1,
    address_ranges: '["0.0.0.0/0","::/0"]',
    requested_scopes: '[]',
    owner_only: 0,
    change_token: 0,
    created_by: 'PHID-USER-a',
    created_at: 1000,
    updated_at: 1001,
  })
  expect(await database.selectFrom('application_rules').selectAll().execute()).toHaveLength(1)
})
