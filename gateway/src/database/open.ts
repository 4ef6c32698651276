import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { CommittedReads } from './committed-reads.ts'
import { lookUpBy } from './lookup.ts'
import { migrations } from './migrations/index.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import type { Database } from './schema.ts'

/** Opens the gateway's database in `directory` (made if it is missing) and brings its schema up to date. */
export async function openDatabase(directory: string | ':memory:'): Promise<Kysely<Database>> {
  const path = directory === ':memory:' ? directory : join(directory, 'gateway.sqlite')
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true, mode: 0o700 })
  let reads: CommittedReads | undefined
  const database = new Kysely<Database>({ dialect: nodeSqliteDialect(path, () => reads) })
  try {
    await migrate(database)
    if (path !== ':memory:') {
      reads = new CommittedReads(path)
      lookUpBy(reads, database)
    }
  } catch (error) {
    await database.destroy()
    throw error
  }
  return database
}

/**
 * All of the migrations or nothing of them, and one process at a time: Kysely runs them without a transaction on SQLite,
 * and a power cut between two tables would leave a database that no later start can bring up to date. There is one
 * connection, so its migrator runs inside of ours.
 */
async function migrate(database: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  await sql`BEGIN IMMEDIATE`.execute(database)
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
  await sql`COMMIT`.execute(database)
}
