import { setImmediate } from 'node:timers/promises'
import type { Gateway } from '../../gateway.ts'
import type { CallLog } from './call-log.ts'
import { MICROSECONDS } from './write.ts'

const HOUR = 3_600_000
const DAY = 86_400
const STEP = 1000
/** More than a year, to compare a month with the same one of the year before. */
const COUNTS_KEPT_DAYS = 400

/** Removes what is too old, now and every hour. @returns a function that stops it, and waits if it is at it. */
export function forgetOldCalls(gateway: Gateway, callLog: CallLog): () => Promise<void> {
  const stop = new AbortController()
  const forget = () =>
    forgetCalls(callLog, { now: gateway.now(), days: gateway.config.callLogDays, signal: stop.signal }).catch(
      (error) => gateway.log.error({ err: error }, 'could not tidy up the call log'),
    )
  let latest = forget()
  const timer = setInterval(() => {
    latest = forget()
  }, HOUR)
  timer.unref()
  return () => {
    clearInterval(timer)
    stop.abort()
    return latest
  }
}

/** Removes calls that are older than so many days, in small steps: others come in between. */
export async function forgetCalls(
  { database }: CallLog,
  { now, days, signal }: { readonly now: number; readonly days: number; readonly signal?: AbortSignal },
): Promise<void> {
  const oldest = Math.floor(now / DAY) - COUNTS_KEPT_DAYS
  await database.deleteFrom('call_counts').where('day', '<', oldest).execute()
  const end = (now - days * DAY) * MICROSECONDS
  while (!signal?.aborted) {
    const step = database.selectFrom('call_log').select('id').where('id', '<', end).orderBy('id').limit(STEP)
    const { numDeletedRows } = await database
      .deleteFrom('call_log')
      .where('id', 'in', step)
      .executeTakeFirst()
    if (numDeletedRows < BigInt(STEP)) return
    await setImmediate()
  }
}
