import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery } from 'kysely'

/** Kept answers. A token, its grant and its rules are about a thousand bytes. */
const MOST_ANSWERS = 10_000
/** Milliseconds to wait for whoever puts a database in order after a crash. */
const TIMEOUT = 5000

/** One query with a place for one text, and what is made of its rows. */
export interface Question<Row, Result> {
  readonly query: CompiledQuery<Row>
  /** Where the text goes among the query's parameters. */
  readonly place: number
  readonly read: (rows: readonly Row[]) => Result
}

/**
 * A connection of its own that never writes. It sees what is committed, and of that all: SQLite changes `data_version` of
 * a connection whenever another connection, of this or of any other process, has committed anything. While it stays the
 * same, every query would find what it found before, so answers are kept for just so long.
 */
export class CommittedReads {
  readonly #connection: DatabaseSync
  readonly #dataVersion: StatementSync
  readonly #prepared = new WeakMap<object, StatementSync>()
  readonly #answers = new Map<object, Map<string, unknown>>()
  #kept = 0
  #version: unknown
  #isFresh = false

  constructor(path: string) {
    this.#connection = new DatabaseSync(path, { readOnly: true, timeout: TIMEOUT })
    this.#dataVersion = this.#connection.prepare('PRAGMA data_version')
    this.#dataVersion.setReturnArrays(true)
  }

  answer<Row, Result>(question: Question<Row, Result>, key: string): Result {
    const answers = this.#answersTo(question)
    const known = answers.get(key)
    if (known !== undefined) return known as Result
    const answer = question.read(this.#rows(question, key))
    // Whoever guesses finds nothing, and must not push out what is there.
    if (answer !== undefined) {
      answers.set(key, answer)
      this.#kept += 1
    }
    return answer
  }

  /** This process may have committed something. */
  expire(): void {
    this.#isFresh = false
  }

  close(): void {
    this.#connection.close()
  }

  #answersTo(question: object): Map<string, unknown> {
    if (!this.#isFresh) this.#look()
    const answers = this.#answers.get(question)
    if (answers) return answers
    const none = new Map<string, unknown>()
    this.#answers.set(question, none)
    return none
  }

  /**
   * One look is good until Node goes on to what came in next: nobody can have been told meanwhile of what another process
   * committed. What this process commits in between, it tells.
   */
  #look(): void {
    const [version] = this.#dataVersion.get() as unknown as [number]
    if (version !== this.#version || this.#kept >= MOST_ANSWERS) {
      this.#answers.clear()
      this.#kept = 0
      this.#version = version
    }
    this.#isFresh = true
    process.nextTick(() => this.expire())
  }

  #rows<Row>({ query, place }: Question<Row, unknown>, key: string): Row[] {
    const parameters = query.parameters.with(place, key) as SQLInputValue[]
    return this.#statement(query).all(...parameters) as Row[]
  }

  #statement(query: CompiledQuery): StatementSync {
    const known = this.#prepared.get(query)
    if (known) return known
    const statement = this.#connection.prepare(query.sql)
    this.#prepared.set(query, statement)
    return statement
  }
}
