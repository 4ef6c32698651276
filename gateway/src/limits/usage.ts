import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.ts'

export const DAY = 86_400
/** Days that are kept. */
const KEPT = 35

/** How often an application called in one day. */
export interface DailyUsage {
  readonly clientId: string
  readonly calls: number
  /** Calls in the busiest minute so far, as one process of the gateway saw it. */
  readonly busiestMinute: number
  /** Calls that were refused because of a limit; no part of `calls`. */
  readonly refused: number
}

export function dayOf(now: number): number {
  return Math.floor(now / DAY)
}

/** Of one day, by client identifier; of all applications, or of one. */
export async function usageOn(
  database: Kysely<Database>,
  day: number,
  clientId?: string,
): Promise<Map<string, DailyUsage>> {
  let query = database
    .selectFrom('application_usage')
    .select(['client_id as clientId', 'calls', 'busiest_minute as busiestMinute', 'refused'])
    .where('day', '=', day)
  if (clientId !== undefined) query = query.where('client_id', '=', clientId)
  const rows = await query.execute()
  return new Map(rows.map((row) => [row.clientId, row]))
}

/** Adds what was counted in one process. @returns the calls of all processes in that day, by client identifier. */
export async function addUsage(
  database: Kysely<Database>,
  day: number,
  counted: readonly DailyUsage[],
): Promise<Map<string, number>> {
  const rows = await database
    .insertInto('application_usage')
    .values(
      counted.map(({ clientId, calls, busiestMinute, refused }) => ({
        client_id: clientId,
        day,
        calls,
        busiest_minute: busiestMinute,
        refused,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['client_id', 'day']).doUpdateSet({
        calls: sql`application_usage.calls + excluded.calls`,
        busiest_minute: sql`case when excluded.busiest_minute > application_usage.busiest_minute
          then excluded.busiest_minute else application_usage.busiest_minute end`,
        refused: sql`application_usage.refused + excluded.refused`,
      }),
    )
    .returning(['client_id', 'calls'])
    .execute()
  return new Map(rows.map(({ client_id, calls }) => [client_id, calls]))
}

export async function forgetUsage(database: Kysely<Database>, today: number): Promise<void> {
  await database
    .deleteFrom('application_usage')
    .where('day', '<', today - KEPT)
    .execute()
}
