import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations/index.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import type { Database } from './schema.ts'

/** Opens the gateway's database in `directory` (made if it is missing) and brings its schema up to date. */
export async function openDatabase(directory: string | ':memory:'): Promise<Kysely<Database>> {
  const path = directory === ':memory:' ? directory : join(directory, 'gateway.sqlite')
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = new Kysely<Database>({ dialect: nodeSqliteDialect(path) })
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) {
    await database.destroy()
    throw error
  }
  return database
}
