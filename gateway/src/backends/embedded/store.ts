import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { openSqlite } from '../../database/node-sqlite.ts'
import { migrate } from './schema.ts'

/** Statements kept prepared. Texts depend on the shape of a query and never on its values, so there are few. */
const PREPARED_STATEMENTS = 400

export type Value = SQLInputValue

/** The embedded Maniphest's database: prepared statements by their text, and synchronous transactions. */
export class Store {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #tupleStatements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  all<Row>(sql: string, ...values: readonly Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  /** As `all`, with each row as a list of its columns: for many small rows, which have no use for their names. */
  tuples<Row extends readonly Value[]>(sql: string, ...values: readonly Value[]): Row[] {
    return this.#prepare(sql, true).all(...values) as unknown as Row[]
  }

  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined
  }

  /** Runs a write and returns the row id of what it inserted. */
  run(sql: string, ...values: readonly Value[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid)
  }

  /** All of `work` or nothing of it. It is synchronous, so that no other call can come between. */
  transaction<T>(work: () => T): T {
    this.run('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.run('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.#tupleStatements.clear()
    this.#database.close()
  }

  #prepare(sql: string, asTuples = false): StatementSync {
    const statements = asTuples ? this.#tupleStatements : this.#statements
    const known = statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    if (asTuples) statement.setReturnArrays(true)
    if (statements.size >= PREPARED_STATEMENTS) statements.clear()
    statements.set(sql, statement)
    return statement
  }
}

/** Opens `maniphest.sqlite` in `directory` (made if it is missing) and brings its schema up to date. */
export function openStore(directory: string | ':memory:'): Store {
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = openSqlite(directory === ':memory:' ? directory : join(directory, 'maniphest.sqlite'))
  try {
    migrate(database)
  } catch (error) {
    database.close()
    throw error
  }
  return new Store(database)
}
