import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { schema } from './schema.ts'

/** Of the schema; raised with every change to it. */
const version = 1

/** Opens the error viewer's database in `directory`, which is made if missing. */
export function openDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'error-viewer.sqlite')
  const database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true })
  // Stack traces and tags can hold what customers typed.
  chmodSync(path, 0o600)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (found > version) {
    database.close()
    throw new Error(`${path} was made by a newer version of the error viewer.`)
  }
  database.exec(schema)
  database.exec(`PRAGMA user_version = ${version}`)
  return database
}

/** Runs `work` in one write transaction; nothing of it stays when it throws. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
