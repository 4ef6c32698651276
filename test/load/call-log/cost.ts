import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import type { LoggedCall } from '../../../gateway/src/audit/call-log/call.ts'
import type { CallLog } from '../../../gateway/src/audit/call-log/call-log.ts'
import { openCallLog } from '../../../gateway/src/audit/call-log/open.ts'
import { sampleCalls } from './sample-calls.ts'

const GROUP = 500
const GROUPS = 100
const PRESENT = 100_000
const CALLERS = 25

export interface CallCost {
  /** Microseconds of this process's CPU for a call: to take it into its group, and its share of writing the group. */
  readonly noting: number
  readonly writing: number
  /** Milliseconds for which a group of 500 holds everything else up. */
  readonly longestGroup: number
  readonly medianGroup: number
}

/** What the call log costs a call, on a file that has many already, when 25 people call at a time. */
export async function measureCost(): Promise<CallCost> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-call-cost-'))
  const callLog = openCallLog(folder, pino({ level: 'silent' }))
  try {
    const before = sampleOf(PRESENT)
    for (const call of before) callLog.note(call)
    callLog.flush()
    const groups = Array.from({ length: GROUPS }, (_, number) => busySecond(before, number))
    return await measureGroups(callLog, groups)
  } finally {
    await callLog.close()
    rmSync(folder, { recursive: true })
  }
}

async function measureGroups(callLog: CallLog, groups: readonly LoggedCall[][]): Promise<CallCost> {
  let [noting, writing] = [0, 0]
  const held: number[] = []
  for (const calls of groups) {
    noting += cpu(() => {
      for (const call of calls) callLog.note(call)
    })
    const start = performance.now()
    writing += cpu(() => callLog.flush())
    held.push(performance.now() - start)
    // What is done beside the event loop has its turn, as it has between requests.
    await setImmediate()
  }
  held.sort((a, b) => a - b)
  return {
    noting: noting / (GROUP * GROUPS),
    writing: writing / (GROUP * GROUPS),
    longestGroup: held.at(-1) ?? 0,
    medianGroup: held[Math.floor(held.length / 2)] ?? 0,
  }
}

function sampleOf(count: number): LoggedCall[] {
  const people = Array.from({ length: 200 }, () => `PHID-USER-${randomUUID().slice(0, 20)}`)
  const clients = Array.from({ length: 20 }, () => `app-${randomUUID()}`)
  return [...sampleCalls(count, { people, clients, now: Math.floor(Date.now() / 1000) })]
}

function busySecond(before: readonly LoggedCall[], number: number): LoggedCall[] {
  const at = Math.floor(Date.now() / 1000) + number
  const callers = before.slice(number * CALLERS, (number + 1) * CALLERS)
  return Array.from({ length: GROUP }, (_, index) => {
    const caller = callers[index % CALLERS]
    if (!caller) throw new Error('there are too few callers')
    return { ...caller, at }
  })
}

/** Microseconds. */
function cpu(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
