import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openSqlite } from '../../database/node-sqlite.ts'
import { CallLog } from './call-log.ts'
import { migrate } from './schema.ts'

/** Opens `calls.sqlite` in `directory` (made if it is missing) and brings its schema up to date. */
export function openCallLog(directory: string | ':memory:', log: Logger): CallLog {
  const path = directory === ':memory:' ? undefined : join(directory, 'calls.sqlite')
  if (path) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = openSqlite(path ?? ':memory:')
  try {
    migrate(database)
    // NORMAL: a commit does not wait for the disk. No wait for a second gateway either, what is not written waits here.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 250;')
  } catch (error) {
    database.close()
    throw error
  }
  return new CallLog(database, { path, log })
}
