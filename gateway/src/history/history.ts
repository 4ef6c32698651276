import type { Kysely, Selectable } from 'kysely'
import type { Database, ObjectHistoryTable } from '../database/schema.ts'
import { newGatewayTransactionPhid } from '../phid.ts'

/** What was done to a token or an application: one change of one thing, as in Phorge. */
export interface Transaction {
  readonly id: number
  /** `PHID-XACT-…` */
  readonly phid: string
  readonly objectPhid: string
  /** What changed: `name`, `rotate`, `stage`, … The domain of the object says which there are. */
  readonly type: string
  /** The value before and after: anything that JSON can hold, and never a secret. */
  readonly old: unknown
  readonly new: unknown
  /** `undefined`: the gateway itself, or a command on the machine. */
  readonly authorPhid: string | undefined
  /** IP address from where it was asked for. */
  readonly address: string | undefined
  /** Why, in the words of who did it. */
  readonly reason: string | undefined
  /** Epoch seconds. */
  readonly at: number
}

export type NewTransaction = Pick<Transaction, 'objectPhid' | 'type' | 'at'> &
  Partial<Pick<Transaction, 'old' | 'new' | 'authorPhid' | 'address' | 'reason'>>

const LONGEST_REASON = 1000

/** Writes down what was done. Give it the transaction in which it is done: neither is ever there without the other. */
export async function recordTransaction(
  database: Kysely<Database>,
  { objectPhid, type, at, old = null, new: now = null, ...by }: NewTransaction,
): Promise<string> {
  const phid = newGatewayTransactionPhid(objectPhid.startsWith('PHID-CTKN-') ? 'CTKN' : 'OASC')
  await database
    .insertInto('object_history')
    .values({
      phid,
      object_phid: objectPhid,
      type,
      old: JSON.stringify(old),
      new: JSON.stringify(now),
      author_phid: by.authorPhid ?? null,
      address: by.address ?? null,
      reason: by.reason ? by.reason.slice(0, LONGEST_REASON) : null,
      at,
    })
    .execute()
  return phid
}

/** What was done to one object, the newest first. `before`: only what is older than the one with this id. */
export async function historyOf(
  database: Kysely<Database>,
  objectPhid: string,
  { before, limit = 100 }: { readonly before?: number | undefined; readonly limit?: number } = {},
): Promise<Transaction[]> {
  let query = database
    .selectFrom('object_history')
    .selectAll()
    .where('object_phid', '=', objectPhid)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(fromRow)
}

function fromRow(row: Selectable<ObjectHistoryTable>): Transaction {
  return {
    id: row.id,
    phid: row.phid,
    objectPhid: row.object_phid,
    type: row.type,
    old: JSON.parse(row.old),
    new: JSON.parse(row.new),
    authorPhid: row.author_phid ?? undefined,
    address: row.address ?? undefined,
    reason: row.reason ?? undefined,
    at: row.at,
  }
}
