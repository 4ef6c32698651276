import { setImmediate } from 'node:timers/promises'
import type { CallRecord } from './call.ts'
import type { CallLog } from './call-log.ts'
import { type CallQuery, readCalls } from './read.ts'

/** Read at a time; what is sent is never longer in memory than these. */
const GROUP = 1000

/** An export is what this many calls are made of, and who they are. */
export interface ExportFormat {
  readonly type: string
  readonly head: string
  line(call: CallRecord, userName: string | undefined): string
}

const columns: readonly (readonly [
  name: string,
  of: (call: CallRecord, userName?: string) => string | number,
])[] = [
  ['time', ({ at }) => timeOf(at)],
  ['application', ({ clientId = '' }) => clientId],
  ['token', ({ token }) => token],
  ['user', ({ userPhid = '' }) => userPhid],
  ['user_name', (_, userName = '') => userName],
  ['method', ({ method }) => method],
  ['aspects', ({ aspects }) => aspects.join(' ')],
  ['address', ({ address = '' }) => address],
  ['duration_us', ({ duration }) => duration],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason = '' }) => reason],
]

/** RFC 4180. */
export const csv: ExportFormat = {
  type: 'text/csv; charset=utf-8',
  head: `${columns.map(([name]) => name).join(',')}\r\n`,
  line: (call, userName) => `${columns.map(([, of]) => cell(of(call, userName))).join(',')}\r\n`,
}

/** One JSON object a line; what there is none of is `null`. */
export const jsonLines: ExportFormat = {
  type: 'application/jsonl; charset=utf-8',
  head: '',
  line: ({ at, clientId, token, userPhid, method, aspects, address, duration, outcome, reason }, userName) =>
    `${JSON.stringify({
      time: timeOf(at),
      application: clientId ?? null,
      token,
      user: userPhid ?? null,
      user_name: userName ?? null,
      method,
      aspects,
      address: address ?? null,
      duration_us: duration,
      outcome,
      reason: reason ?? null,
    })}\n`,
}

/** All calls that a query finds, the newest first, piece by piece: others are served in between. */
export async function* exportCalls(
  callLog: CallLog,
  query: CallQuery,
  {
    format,
    namesOf,
  }: {
    readonly format: ExportFormat
    readonly namesOf: (calls: readonly CallRecord[]) => Promise<ReadonlyMap<string, string>>
  },
): AsyncGenerator<string> {
  yield format.head
  let before: number | undefined
  do {
    const { calls, next } = await readCalls(callLog, query, { before, limit: GROUP })
    const names = await namesOf(calls)
    if (calls.length > 0) {
      yield calls.map((call) => format.line(call, call.userPhid && names.get(call.userPhid))).join('')
    }
    before = next
    await setImmediate()
  } while (before !== undefined)
}

/** A spreadsheet would calculate what begins like a formula, and some of it is in the hands of whoever calls. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function timeOf(at: number): string {
  return new Date(at * 1000).toISOString()
}
