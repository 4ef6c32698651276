import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'

/** Statements kept prepared; a query text beyond these is prepared anew. */
const PREPARED_STATEMENTS = 200

/** Opens a database file (or `:memory:`) the way every database of the gateway is opened. */
export function openSqlite(path: string): DatabaseSync {
  // A new one is its owner's alone, whatever folder it is in; SQLite gives the files beside it the same rights.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  // WAL: readers go on while somebody writes. FULL: what was answered is on the disk, also after a power cut. The
  // timeout comes first: to go over to WAL is to wait for others already.
  database.exec(`
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
  `)
  return database
}

/** What has the same file open beside the connection that writes. */
export interface Beside {
  /** Something may have been written. */
  expire(): void
  close(): void
}

/** Kysely's own SQLite dialect over Node's built-in driver: of a file, or of a database that is open already. */
export function nodeSqliteDialect(
  from: string | DatabaseSync,
  beside?: () => Beside | undefined,
): SqliteDialect {
  const open = () => (typeof from === 'string' ? openSqlite(from) : from)
  return new SqliteDialect({ database: async () => asKyselyDatabase(open(), beside) })
}

function asKyselyDatabase(
  database: DatabaseSync,
  beside: () => Beside | undefined = () => undefined,
): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    // The last connection to be closed puts the file in order: that has to be the one that may write.
    close() {
      beside()?.close()
      database.close()
    },
    prepare(text) {
      beside()?.expire()
      // Kysely's own would read first and ask to write later: of two processes that do so, one is refused.
      const sql = text === 'begin' ? 'begin immediate' : text
      const known = prepared.get(sql)
      if (known) return known
      const statement = asKyselyStatement(database.prepare(sql))
      if (prepared.size >= PREPARED_STATEMENTS) prepared.clear()
      prepared.set(sql, statement)
      return statement
    },
  }
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}
