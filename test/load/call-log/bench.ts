import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCallLogRounds } from '../../faults/call-log/rounds.ts'
import type { BenchOptions } from '../bench-options.ts'
import { measure } from '../gateway/load.ts'
import { form } from '../seed-server.ts'
import { measureCost } from './cost.ts'
import { measurePaint } from './page.ts'

const ROUNDS = 5
const CONNECTIONS = 8
const CALLS = 100_000
const LONGEST_PAINT = 200
const HIGHEST_COST = 50
const KILLS = 4

interface Started {
  readonly url: string
  readonly accessToken: string
  /** Of an administrator. */
  readonly session: string
}

/** What the call log costs a call, what a crash loses of it, and how fast its page is. @returns what is missed. */
export async function benchCallLog({ seconds }: BenchOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-call-bench-'))
  const children: ChildProcess[] = []
  const start = async (name: string, ...more: string[]): Promise<Started> => {
    const child = fork(join(import.meta.dirname, 'gateway.ts'), [join(folder, name), ...more])
    children.push(child)
    const [started] = await once(child, 'message')
    return started as Started
  }
  try {
    return [
      ...(await cost()),
      ...(await throughput(await start('on', 'true'), await start('off', 'false'), seconds)),
      ...(await paint(await start('many', 'true', String(CALLS)))),
      ...(await crash()),
    ]
  } finally {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cost(): Promise<string[]> {
  const { noting, writing, medianGroup, longestGroup } = await measureCost()
  const total = noting + writing
  console.log('What a call costs (CPU of the gateway)\n')
  row('to be taken into its group', `${noting.toFixed(1)} µs`)
  row('its share of writing the group', `${writing.toFixed(1)} µs`)
  row(
    'a group of 500 holds the rest up for',
    `${medianGroup.toFixed(1)} ms, ${longestGroup.toFixed(1)} ms at most`,
  )
  return total > HIGHEST_COST ? [`a call costs ${total.toFixed(1)} µs`] : []
}

/** Interleaved: whatever else this machine does hits both. */
async function throughput(on: Started, off: Started, seconds: number): Promise<string[]> {
  const perSecond = { on: [] as number[], off: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { url, accessToken }] of Object.entries({ on, off }) as ['on' | 'off', Started][]) {
      const headers = { authorization: `Bearer ${accessToken}` }
      const load = { url: `${url}/api/maniphest.search`, headers, body: form({ limit: 1 }), seconds }
      const measured = await measure({ ...load, connections: CONNECTIONS })
      // The first round warms up.
      if (round > 0) perSecond[name].push(measured.perSecond)
    }
  }
  const [with_, without] = [median(perSecond.on), median(perSecond.off)]
  console.log(
    `\nmaniphest.search, limit 1, ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${seconds} s\n`,
  )
  row('calls per second with the call log', with_.toFixed(0))
  row('without', without.toFixed(0))
  row('with it / without', (with_ / without).toFixed(3))
  row('which is, for a call', `${(1e6 / with_ - 1e6 / without).toFixed(1)} µs`)
  return []
}

async function paint({ url, session }: Started): Promise<string[]> {
  console.log(`\nThe page of all calls in Chromium, ${CALLS.toLocaleString('en')} calls in it: first paint\n`)
  const paints = await measurePaint(url, session)
  for (const { name, milliseconds } of paints) row(name, `${milliseconds.toFixed(0)} ms`)
  return paints
    .filter(({ milliseconds }) => milliseconds > LONGEST_PAINT)
    .map(({ name, milliseconds }) => `${name}: ${milliseconds.toFixed(0)} ms to the first paint`)
}

async function crash(): Promise<string[]> {
  const { answered, written, lostFor, violations } = await runCallLogRounds({ rounds: KILLS, seed: 1 })
  console.log(`\nKilled ${KILLS} times under calls\n`)
  row('calls answered', answered)
  row('of which are not in the log', answered - written)
  row('the oldest of them, before the kill', `${Math.max(0, ...lostFor).toFixed(0)} ms`)
  return [...violations]
}

function row(name: string, figure: string | number): void {
  console.log(name.padEnd(50) + String(figure).padStart(28))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
