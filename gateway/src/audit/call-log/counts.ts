import { sql } from 'kysely'
import type { Scope } from '../../access/scope.ts'
import type { Gateway } from '../../gateway.ts'
import type { OutcomeClass } from './call.ts'
import type { CallLog } from './call-log.ts'

const DAY = 86_400

/** How much a scope of an application was used. */
export interface ScopeUse {
  readonly clientId: string
  readonly scope: Scope
  /** That were carried out. One that needed several scopes counts for each of them. */
  readonly calls: number
  /** People in whose names that was. */
  readonly users: number
}

/**
 * Which scopes applications have used since the beginning of a day (UTC), of one application or of all. Nothing, when
 * calls are not written down.
 * @param since epoch seconds
 */
export async function scopeUse(
  { callLog }: Pick<Gateway, 'callLog'>,
  { clientId, since }: { readonly clientId?: string | undefined; readonly since: number },
): Promise<ScopeUse[]> {
  if (!callLog) return []
  callLog.flush()
  const { rows } = await sql<ScopeUse>`
    SELECT client_id AS clientId, needed.value AS scope, sum(calls) AS calls, count(DISTINCT user_phid) AS users
    FROM call_counts, json_each('["' || replace(scopes, ' ', '","') || '"]') AS needed
    WHERE outcome = 'ok' AND day >= ${Math.floor(since / DAY)}
      AND ${clientId === undefined ? sql`client_id <> ''` : sql`client_id = ${clientId}`}
    GROUP BY client_id, needed.value
    ORDER BY client_id, needed.value`.execute(callLog.database)
  return rows
}

/** Whose calls are counted; all that is given has to hold. */
export interface CountedCalls {
  readonly userPhid?: string | undefined
  readonly clientId?: string | undefined
  /** Of an API token: those of applications are not counted apart. */
  readonly token?: string | undefined
}

export interface CallsOfDay extends Readonly<Record<OutcomeClass, number>> {
  /** Epoch seconds of its beginning (UTC). */
  readonly at: number
}

/** How many calls there were on each of the last `days` days (UTC), the oldest first; the last one is today. */
export async function callsPerDay(
  callLog: CallLog,
  { userPhid, clientId, token }: CountedCalls,
  { now, days }: { readonly now: number; readonly days: number },
): Promise<CallsOfDay[]> {
  callLog.flush()
  const today = Math.floor(now / DAY)
  const first = today - days + 1
  let query = callLog.database
    .selectFrom('call_counts')
    .select(({ fn }) => ['day', 'outcome', fn.sum<number>('calls').as('calls')])
    .where('day', '>=', first)
    .where('day', '<=', today)
    .groupBy(['day', 'outcome'])
  if (clientId !== undefined) query = query.where('client_id', '=', clientId).where('token', '=', '')
  if (token !== undefined) query = query.where('client_id', '=', '').where('token', '=', token)
  if (userPhid !== undefined) query = query.where('user_phid', '=', userPhid)
  const perDay = Array.from({ length: days }, (_, index) => ({
    at: (first + index) * DAY,
    ok: 0,
    refused: 0,
    denied: 0,
    failed: 0,
  }))
  for (const { day, outcome, calls } of await query.execute()) {
    const counts = perDay[day - first]
    if (counts && outcome in counts) counts[outcome as OutcomeClass] = calls
  }
  return perDay
}
