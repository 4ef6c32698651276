import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.ts'
import { type ChainLink, hashOf } from './chain.ts'
import { anchorOf } from './security-log.ts'

/** What was found in the security log. */
export type Verification =
  | {
      readonly intact: true
      /** How many rows there are. */
      readonly rows: number
      readonly head: ChainLink
      /** The last row that was removed because it was old; its `id` is 0 when none was. */
      readonly removed: ChainLink
      /** Whether the link that was expected is in the chain. `removed`: it was too old to be still there. */
      readonly expected?: 'found' | 'removed' | undefined
    }
  | {
      readonly intact: false /** How many rows before it are as they were written. */
      readonly rows: number
      readonly broken: Break
    }

/** Where the chain is broken first. */
export interface Break {
  readonly id: number
  /**
   * `changed`: not the row that the gateway wrote. `missing`: rows before this one are gone. `cut`: this one and all after
   * it are gone. `unexpected`: the whole chain is another one than the one that was noted down.
   */
  readonly what: 'changed' | 'missing' | 'cut' | 'unexpected'
}

const AT_ONCE = 1000

/**
 * Walks the whole chain, also while it is written to. Whoever can write to the database can compute a new chain, or cut
 * the end off: that is found only with what the head was before, noted down elsewhere.
 *
 * @param expected what the head was at some time before
 */
export async function verifySecurityLog(
  database: Kysely<Database>,
  expected?: ChainLink,
): Promise<Verification> {
  for (;;) {
    const anchor = await anchorOf(database)
    const found = await walk(database, anchor, expected)
    // The rows that are missing may have been removed as too old while this was under way.
    if (found.intact || (await anchorOf(database)).id === anchor.id) return found
  }
}

async function walk(
  database: Kysely<Database>,
  anchor: ChainLink,
  expected: ChainLink | undefined,
): Promise<Verification> {
  let head = anchor
  let rows = 0
  const broken = (what: Break['what'], id: number) => ({ intact: false, rows, broken: { id, what } }) as const
  const isOther = ({ id, hash }: ChainLink) => expected?.id === id && expected.hash !== hash

  if (isOther(anchor)) return broken('unexpected', anchor.id)
  for (;;) {
    const batch = await rowsAfter(database, head.id)
    for (const row of batch) {
      if (hashOf(head.hash, row) !== row.hash)
        return broken(row.id === head.id + 1 ? 'changed' : 'missing', row.id)
      if (isOther(row)) return broken('unexpected', row.id)
      head = row
      rows += 1
    }
    if (batch.length === 0) break
    // Others are served between two batches.
    await setImmediate()
  }
  const written = Math.max(await lastWritten(database), expected?.id ?? 0)
  if (written > head.id) return broken('cut', head.id + 1)
  const { id, hash } = head
  return { intact: true, rows, head: { id, hash }, removed: anchor, expected: placeOf(expected, anchor) }
}

function placeOf(expected: ChainLink | undefined, anchor: ChainLink): 'found' | 'removed' | undefined {
  return expected && (expected.id < anchor.id ? 'removed' : 'found')
}

function rowsAfter(database: Kysely<Database>, id: number) {
  return database
    .selectFrom('security_log')
    .selectAll()
    .where('id', '>', id)
    .orderBy('id')
    .limit(AT_ONCE)
    .execute()
}

/** SQLite counts the rows of a table: who cuts the end off has to think of that too. */
async function lastWritten(database: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{
    seq: number
  }>`SELECT seq FROM sqlite_sequence WHERE name = 'security_log'`.execute(database)
  return rows[0]?.seq ?? 0
}
