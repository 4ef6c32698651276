import type { CompiledQuery, Kysely } from 'kysely'
import type { CommittedReads, Question } from './committed-reads.ts'
import type { Database } from './schema.ts'

/**
 * Looks something up by one text. What it answers with is shared: nobody may change it.
 *
 * @param stored what stands for the key in the table, where that takes some making. @default the key itself
 */
export type Lookup<Result> = (
  database: Kysely<Database>,
  key: string,
  stored?: () => string,
) => Result | Promise<Result>

interface Query<Row> {
  compile(): CompiledQuery<Row>
  execute(): Promise<Row[]>
}

/** Stands for what is looked for in a compiled query. */
const STAND_IN = '\0key'
const committed = new WeakMap<Kysely<Database>, CommittedReads>()

/** Lets lookups in `database` go by `reads`. */
export function lookUpBy(reads: CommittedReads, database: Kysely<Database>): void {
  committed.set(database, reads)
}

/** To be told when a request begins, before anything of it waits for something: see {@link CommittedReads.requestBegins}. */
export function requestBegins(database: Kysely<Database>): void {
  committed.get(database)?.requestBegins()
}

/**
 * A query that every call puts. It is compiled once, waits for no open transaction, and is not put again before something
 * was committed. Within a transaction, and without a file, it is put as any other query is.
 *
 * @param read what is made of the rows, and of nothing else: it is kept, unless it is `undefined`
 */
export function lookup<Row, Result>(
  build: (database: Kysely<Database>, stored: string) => Query<Row>,
  read: (rows: readonly Row[]) => Result,
): Lookup<Result> {
  let question: Question<Row, Result> | undefined
  return (database, key, stored = () => key) => {
    const reads = committed.get(database)
    if (!reads) return build(database, stored()).execute().then(read)
    question ??= { ...placed(build(database, STAND_IN).compile()), read }
    return reads.answer(question, key, stored)
  }
}

function placed<Row>(query: CompiledQuery<Row>): Pick<Question<Row, unknown>, 'query' | 'place'> {
  return { query, place: query.parameters.indexOf(STAND_IN) }
}
