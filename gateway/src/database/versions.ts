import type { DatabaseSync } from 'node:sqlite'

/**
 * Brings a database file up to date: each of `versions` takes the schema from the one before it to its own (`PRAGMA
 * user_version`). One that has been released is never changed.
 * @throws when the file was written by a newer version of this program, whose schema we do not know.
 */
export function bringUpToDate(database: DatabaseSync, file: string, versions: readonly string[]): void {
  // The version is read with the lock in hand: two first starts at once must not both find nothing.
  database.exec('BEGIN IMMEDIATE')
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number
    }
    if (version > versions.length) {
      throw new Error(`${file} has schema version ${version}; this gateway knows up to ${versions.length}.`)
    }
    for (const statements of versions.slice(version)) database.exec(statements)
    database.exec(`PRAGMA user_version = ${versions.length}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
