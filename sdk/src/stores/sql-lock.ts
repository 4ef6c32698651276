import type { Kysely } from 'kysely'
import type { LockRow, TokenDatabase } from './sql-tables.ts'

export interface SqlLock {
  readonly database: Kysely<TokenDatabase>
  /** The table's name. */
  readonly locks: 'locks'
  readonly id: string
  /** Milliseconds without a sign of life after which an owner counts as dead. */
  readonly lease: number
}

type Owner = Pick<LockRow, 'owner' | 'version'>

/** Milliseconds between two attempts to get a lock: the first, and the longest. */
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 250
const MOST_FAILURES = 8

/**
 * Runs `task` while this process has the row `id`, which no other process can then have. No transaction is open
 * meanwhile: a renewal is a call over the network.
 */
export async function withSqlLock<Result>(lock: SqlLock, task: () => Promise<Result>): Promise<Result> {
  const owner = crypto.randomUUID()
  await take(lock, owner)
  const signs = setInterval(() => void giveSign(lock, owner), lock.lease / 5)
  try {
    return await task()
  } finally {
    clearInterval(signs)
    await release(lock, owner)
  }
}

/**
 * An owner is dead when its row has stayed the same for as long as a lease. The waiting process measures that by its
 * own clock, so that no two machines need to agree on the time.
 */
async function take(lock: SqlLock, owner: string): Promise<void> {
  let seen: (Owner & { readonly since: number }) | undefined
  let failures = 0
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const row = await ownerOf(lock)
    if (!row) {
      const failure = await insert(lock, owner)
      if (!failure) return
      if (++failures === MOST_FAILURES) throw failure.error
    } else if (row.owner !== seen?.owner || row.version !== seen.version) {
      seen = { ...row, since: performance.now() }
      failures = 0
    } else if (performance.now() - seen.since >= lock.lease && (await takeOver(lock, seen, owner))) {
      return
    }
    await sleep(pause * (0.5 + Math.random()))
  }
}

async function ownerOf({ database, locks, id }: SqlLock): Promise<Owner | undefined> {
  return database.selectFrom(locks).select(['owner', 'version']).where('id', '=', id).executeTakeFirst()
}

/**
 * Databases say "there is one already" each in their own way, and by the time one could look, it may be gone: only an
 * insertion that fails again and again, and never for a row that is there, has another reason.
 */
async function insert(
  { database, locks, id }: SqlLock,
  owner: string,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await database.insertInto(locks).values({ id, owner, version: 0 }).execute()
    return undefined
  } catch (error) {
    return { error }
  }
}

/** Compare and swap: of many who find the same dead owner one gets the row. */
async function takeOver({ database, locks, id }: SqlLock, dead: Owner, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable(locks)
    .set({ owner, version: 0 })
    .where('id', '=', id)
    .where('owner', '=', dead.owner)
    .where('version', '=', dead.version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** A sign that does not get through is followed by others; without any for a lease, somebody takes over. */
async function giveSign({ database, locks, id }: SqlLock, owner: string): Promise<void> {
  const sign = database
    .updateTable(locks)
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('id', '=', id)
    .where('owner', '=', owner)
  await sign.execute().catch(() => undefined)
}

/**
 * A process that slept too long may find its row taken over: that one stays. When the database fails here, the task is
 * done all the same, and the lease ends the lock.
 */
async function release({ database, locks, id }: SqlLock, owner: string): Promise<void> {
  const mine = database.deleteFrom(locks).where('id', '=', id).where('owner', '=', owner)
  await mine.execute().catch(() => undefined)
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
