import type { Selectable, SelectQueryBuilder } from 'kysely'
import type { Outcome } from '../../metrics/metrics.ts'
import { type CallRecord, type OutcomeClass, outcomesOf } from './call.ts'
import type { CallLog } from './call-log.ts'
import type { CallDatabase, CallLogTable } from './schema.ts'
import { MICROSECONDS } from './write.ts'

/** Which calls. All that is given has to hold. */
export interface CallQuery {
  readonly userPhid?: string | undefined
  readonly clientId?: string | undefined
  readonly token?: string | undefined
  readonly address?: string | undefined
  /** A method's name or a pattern with `*`, compared without case. */
  readonly method?: string | undefined
  readonly outcome?: OutcomeClass | undefined
  /** Epoch seconds: from this one on, and before that one. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

export interface CallPage {
  /** The newest first. */
  readonly calls: readonly CallRecord[]
  /** Read on before this id; `undefined` when there is nothing older. */
  readonly next: number | undefined
}

/**
 * No more calls than these are looked through at a time: of what has no index, such as the method, there may be nothing
 * among millions, and everybody else would wait meanwhile.
 */
const MOST_LOOKED_THROUGH = 50_000

type Query<Row> = SelectQueryBuilder<CallDatabase, 'call_log', Row>

/** Reads calls that are older than the one with the id `before`: as many as `limit`, or fewer and a `next` to go on from. */
export async function readCalls(
  callLog: CallLog,
  query: CallQuery,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<CallPage> {
  callLog.flush()
  const floor = await floorOf(callLog, query, before)
  let rows = indexed(callLog.database.selectFrom('call_log').selectAll(), query, before)
  if (floor !== undefined) rows = rows.where('id', '>=', floor)
  const found = await others(rows, query)
    .limit(limit + 1)
    .execute()
  const calls = found.slice(0, limit).map(fromRow)
  return { calls, next: found.length > limit ? calls.at(-1)?.id : floor }
}

/** The id up to which this reading goes, when it is not the end. */
async function floorOf(
  { database }: CallLog,
  query: CallQuery,
  before: number | undefined,
): Promise<number | undefined> {
  if (query.method === undefined && query.outcome === undefined) return undefined
  const row = await indexed(database.selectFrom('call_log').select('id'), query, before)
    .offset(MOST_LOOKED_THROUGH)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** What an index finds, in its order. */
function indexed<Row>(
  rows: Query<Row>,
  { userPhid, clientId, token, address, since, until }: CallQuery,
  before: number | undefined,
): Query<Row> {
  let found = rows.orderBy('id', 'desc')
  if (userPhid !== undefined) found = found.where('user_phid', '=', userPhid)
  if (clientId !== undefined) found = found.where('client_id', '=', clientId)
  if (token !== undefined) found = found.where('token', '=', token)
  if (address !== undefined) found = found.where('address', '=', address)
  if (since !== undefined) found = found.where('id', '>=', since * MICROSECONDS)
  const end = Math.min(before ?? Number.MAX_SAFE_INTEGER, (until ?? Number.MAX_SAFE_INTEGER) * MICROSECONDS)
  return end < Number.MAX_SAFE_INTEGER ? found.where('id', '<', end) : found
}

function others<Row>(rows: Query<Row>, { method, outcome }: CallQuery): Query<Row> {
  let found = rows
  if (method?.includes('*')) found = found.where('method', 'like', method.replaceAll('*', '%'))
  else if (method !== undefined) found = found.where('method', '=', method)
  if (outcome !== undefined) found = found.where('outcome', 'in', outcomesOf(outcome))
  return found
}

function fromRow(row: Selectable<CallLogTable>): CallRecord {
  return {
    id: row.id,
    at: row.at,
    clientId: row.client_id ?? undefined,
    token: row.token,
    userPhid: row.user_phid ?? undefined,
    method: row.method,
    aspects: row.aspects === '' ? [] : row.aspects.split(' '),
    address: row.address ?? undefined,
    duration: row.duration,
    outcome: row.outcome as Outcome,
    reason: row.reason ?? undefined,
  }
}
