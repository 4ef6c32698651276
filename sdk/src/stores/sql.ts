import type { Kysely } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { withSqlLock } from './sql-lock.ts'
import { asTokenDatabase, tableNames } from './sql-tables.ts'
import type { StoredToken, TokenStore } from './store.ts'
import { asStoredToken, intact, parseStoredToken } from './stored-token.ts'

export { createTokenTable } from './sql-tables.ts'

/** Which tables of which database, and how its lock is held. */
export interface SqlStoreOptions<Database> {
  /** Of any dialect, and not a transaction. */
  readonly kysely: Kysely<Database>
  /** `table` or `schema.table`, as it was given to `createTokenTable`. @default 'phorge_conduit_tokens' */
  readonly table?: string | undefined
  /**
   * Milliseconds without a sign of life after which a process counts as dead and another may renew in its place.
   * @default 10000
   */
  readonly lease?: number | undefined
}

/**
 * Keeps tokens in a database, by any dialect of Kysely. Processes on any number of machines may share it: they renew
 * one after the other. `createTokenTable(kysely)` makes the tables. Wrap it in `encrypted` where others can read the
 * database or its backups.
 *
 * @throws {ConfigurationError} when an option cannot be meant; from `get`, when an entry is damaged. Otherwise its
 *   methods throw what the database throws.
 * @example
 * ```ts
 * const kysely = new Kysely({ dialect: new PostgresDialect({ pool }) })
 * await createTokenTable(kysely)
 * const store = sqlStore({ kysely })
 * ```
 */
export function sqlStore<Database>({ kysely, table, lease = 10_000 }: SqlStoreOptions<Database>): TokenStore {
  const database = asTokenDatabase(kysely)
  const { tokens, locks } = tableNames(table)
  if (kysely.isTransaction)
    throw new ConfigurationError('`kysely` is a transaction, which others cannot see into.')
  if (!(lease >= 50)) throw new ConfigurationError('`lease` is not a number of milliseconds, 50 or more.')
  // Of the processes that wait for a lock each asks once for itself, and not once for each of its calls.
  const queue = oneAtATime()

  const update = (id: string, token: string) =>
    database.updateTable(tokens).set({ token }).where('id', '=', id).executeTakeFirstOrThrow()

  return {
    async get(key) {
      const id = await idOf(key)
      const row = await database.selectFrom(tokens).select('token').where('id', '=', id).executeTakeFirst()
      return row && intact(tokenIn(row.token))
    },
    async set(key, given) {
      const id = await idOf(key)
      const token = asciiJson(given)
      if ((await update(id, token)).numUpdatedRows > 0n) return
      try {
        await database.insertInto(tokens).values({ id, token }).execute()
      } catch (error) {
        // Somebody else may have inserted it in between; each database says so in its own way.
        if ((await update(id, token)).numUpdatedRows === 0n) throw error
      }
    },
    async delete(key) {
      await database
        .deleteFrom(tokens)
        .where('id', '=', await idOf(key))
        .execute()
    },
    exclusively: (key, task) =>
      queue(key, async () => withSqlLock({ database, locks, id: await idOf(key), lease }, task)),
  }
}

async function idOf(key: string): Promise<string> {
  // As JSON, which keeps keys apart that are no valid Unicode.
  const bytes = new TextEncoder().encode(JSON.stringify(key))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whatever the character set of the database is, it has these. */
function asciiJson(token: StoredToken): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(token).replace(/[^\x20-\x7e]/g, escaped)
}

/** A plugin of Kysely may have parsed the JSON already. */
function tokenIn(kept: unknown): StoredToken | undefined {
  return typeof kept === 'string' ? parseStoredToken(kept) : asStoredToken(kept)
}
