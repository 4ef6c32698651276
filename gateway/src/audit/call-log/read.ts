import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
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
 * No more calls than these are looked through at a time: of what is rare there may be nothing among millions, and everybody
 * else would wait meanwhile.
 */
const MOST_LOOKED_THROUGH = 50_000

type Query<Row> = SelectQueryBuilder<CallDatabase, 'call_log', Row>
/** What a column has to be. */
type Condition = readonly [column: 'token' | 'address' | 'user_phid' | 'client_id', value: string]

export interface Part {
  /** Only calls that are older than the one with this id. */
  readonly before?: number | undefined
  readonly limit: number
  /** @default 50,000 */
  readonly lookThrough?: number
}

/** Reads a part of the log: as many calls as `limit`, or fewer and a `next` to go on from. */
export async function readCalls(
  callLog: CallLog,
  query: CallQuery,
  { before, limit, lookThrough = MOST_LOOKED_THROUGH }: Part,
): Promise<CallPage> {
  callLog.flush()
  const [lead, ...others] = conditionsOf(query)
  const isFiltered = others.length > 0 || query.method !== undefined || query.outcome !== undefined
  const reading = { lead, before, lookThrough }
  const floor = isFiltered ? await floorOf(callLog, query, reading) : undefined
  let rows = led(callLog.database.selectFrom('call_log').selectAll(), query, reading)
  if (floor !== undefined) rows = rows.where('id', '>=', floor)
  // With a plus SQLite looks into no index for it.
  for (const [column, value] of others) rows = rows.where(sql`+${sql.ref(column)}`, '=', value)
  const found = await filtered(rows, query)
    .limit(limit + 1)
    .execute()
  const calls = found.slice(0, limit).map(fromRow)
  return { calls, next: found.length > limit ? calls.at(-1)?.id : floor }
}

/** Those that have an index, beginning with the one that leaves the fewest calls. */
function conditionsOf({ token, address, userPhid, clientId }: CallQuery): Condition[] {
  const all = { token, address, user_phid: userPhid, client_id: clientId }
  return Object.entries(all).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value] as unknown as Condition],
  )
}

interface Reading {
  readonly lead: Condition | undefined
  readonly before: number | undefined
  readonly lookThrough: number
}

/** The id up to which this reading goes, when it is not the end. */
async function floorOf(
  { database }: CallLog,
  query: CallQuery,
  reading: Reading,
): Promise<number | undefined> {
  const row = await led(database.selectFrom('call_log').select('id'), query, reading)
    .offset(reading.lookThrough)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** What one index finds, in its order. */
function led<Row>(rows: Query<Row>, { since, until }: CallQuery, { lead, before }: Reading): Query<Row> {
  let found = rows.orderBy('id', 'desc')
  if (lead) found = found.where(lead[0], '=', lead[1])
  if (since !== undefined) found = found.where('id', '>=', since * MICROSECONDS)
  const end = Math.min(before ?? Number.MAX_SAFE_INTEGER, (until ?? Number.MAX_SAFE_INTEGER) * MICROSECONDS)
  return end < Number.MAX_SAFE_INTEGER ? found.where('id', '<', end) : found
}

function filtered<Row>(rows: Query<Row>, { method, outcome }: CallQuery): Query<Row> {
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
