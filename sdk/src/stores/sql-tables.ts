import type { Kysely } from 'kysely'
import { ConfigurationError } from '../errors.ts'

/** One row for each entry. */
export interface TokenRow {
  /** SHA-256 of the entry's name in hexadecimal digits. Names are secrets (session identifiers) and of any length. */
  readonly id: string
  /** JSON in ASCII. */
  readonly token: string
}

/** One row for each entry that somebody renews at the moment. */
export interface LockRow {
  readonly id: string
  /** Of whoever holds it, made up for this one time. */
  readonly owner: string
  /** Rises with each sign of life of the owner. */
  readonly version: number
}

/** What the tables are called here; in the database they have the names that `tableNames` gives. */
export interface TokenDatabase {
  readonly tokens: TokenRow
  readonly locks: LockRow
}

/** Types alone: the queries are the same whatever else is in the database. */
export function asTokenDatabase<Database>(kysely: Kysely<Database>): Kysely<TokenDatabase> {
  return kysely as unknown as Kysely<TokenDatabase>
}

/** @throws {ConfigurationError} */
export function tableNames(table = 'phorge_conduit_tokens') {
  if (!/^\w+(\.\w+)?$/.test(table)) {
    throw new ConfigurationError('`table` is not the name of a table, or of a schema and a table.')
  }
  return { tokens: table as 'tokens', locks: `${table}_locks` as 'locks' }
}

/**
 * Makes the two tables that {@link sqlStore} needs, where they are missing: `phorge_conduit_tokens` and
 * `phorge_conduit_tokens_locks`, or what `table` says. In a migration, or each time the application starts.
 *
 * @throws {ConfigurationError} when `table` is no name; otherwise what the database throws
 * @example
 * ```ts
 * await createTokenTable(kysely)
 * ```
 */
export async function createTokenTable<Database>(
  kysely: Kysely<Database>,
  { table }: { readonly table?: string | undefined } = {},
): Promise<void> {
  const { tokens, locks } = tableNames(table)
  const database = asTokenDatabase(kysely)
  await createMissing(database, tokens, () =>
    database.schema
      .createTable(tokens)
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey().notNull())
      .addColumn('token', 'text', (column) => column.notNull())
      .execute(),
  )
  await createMissing(database, locks, () =>
    database.schema
      .createTable(locks)
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey().notNull())
      .addColumn('owner', 'varchar(64)', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute(),
  )
}

/** Not every database knows IF NOT EXISTS, and of two processes that start at once one comes second. */
async function createMissing(
  database: Kysely<TokenDatabase>,
  table: 'tokens' | 'locks',
  create: () => Promise<void>,
): Promise<void> {
  if (await exists(database, table)) return
  try {
    await create()
  } catch (error) {
    if (!(await exists(database, table))) throw error
  }
}

async function exists(database: Kysely<TokenDatabase>, table: 'tokens' | 'locks'): Promise<boolean> {
  const query = database.selectFrom(table).select('id').where('id', '=', '')
  return query.execute().then(
    () => true,
    () => false,
  )
}
