import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { CompiledQuery } from 'kysely'

/** Kept answers. A token, its grant and its rules are about a thousand bytes. */
const MOST_ANSWERS = 10_000
/** Milliseconds to wait for whoever puts a database in order after a crash. */
const TIMEOUT = 5000

/** One query with a place for one text, and what is made of its rows. */
export interface Question<Row, Result> {
  readonly query: CompiledQuery<Row>
  /** Where the text, or what stands for it in the table, goes among the query's parameters. */
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
  #turn: NodeJS.Immediate | undefined

  constructor(path: string) {
    this.#connection = new DatabaseSync(path, { readOnly: true, timeout: TIMEOUT })
    this.#dataVersion = this.#connection.prepare('PRAGMA data_version')
    this.#dataVersion.setReturnArrays(true)
  }

  /** @param stored what stands for the key in the table */
  answer<Row, Result>(question: Question<Row, Result>, key: string, stored: () => string): Result {
    const answers = this.#answersTo(question)
    const known = answers.get(key)
    if (known !== undefined) return known as Result
    const answer = question.read(this.#rows(question, stored()))
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

  /**
   * A request begins to come in. Node takes in together whatever had come in before it looked: all of it began before the
   * first look that is made for any of it, so that one look is good for all of it. Then Node looks for more, and so do we.
   */
  requestBegins(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined
      this.expire()
    })
  }

  close(): void {
    clearImmediate(this.#turn)
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
   * One look is good until Node goes on to something else, or, when requests come in, to what came in later: nobody can
   * have been told meanwhile of what another process committed. What this process commits in between, it tells.
   */
  #look(): void {
    const [version] = this.#dataVersion.get() as unknown as [number]
    if (version !== this.#version || this.#kept >= MOST_ANSWERS) {
      this.#answers.clear()
      this.#kept = 0
      this.#version = version
    }
    this.#isFresh = true
    if (!this.#turn) process.nextTick(() => this.expire())
  }

  #rows<Row>({ query, place }: Question<Row, unknown>, stored: string): Row[] {
    const parameters = query.parameters.with(place, stored) as SQLInputValue[]
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
