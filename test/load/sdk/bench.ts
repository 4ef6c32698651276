import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import type { BenchOptions } from '../bench-options.ts'
import { seededServer } from '../seed-server.ts'
import { type Caller, type CallToMake, type ClientName, clients } from './callers.ts'
import { interleaved, median, type Speed } from './rounds.ts'
import { benchTaskStates } from './task-states.ts'

/** What the SDK is held to. */
const LOWEST_RATIO_TO_FETCH = 0.8
const LOWEST_RATIO_TO_CANDUIT = 1

const calls: readonly Pick<CallToMake, 'method' | 'params'>[] = [
  { method: 'conduit.ping', params: {} },
  { method: 'user.whoami', params: {} },
  { method: 'maniphest.search', params: { limit: 100 } },
]
const names: readonly ClientName[] = ['fetch', 'ours', 'ours over node:http', 'canduit']
const ROUNDS = 15

/** The SDK beside `fetch` and canduit, and many states at once. @returns what is missed. */
export async function benchSdk({ tasks = 10_000, seconds }: BenchOptions): Promise<string[]> {
  await using server = await seededServer(Math.max(tasks, 10_000), async (gateway, userPhid) => {
    const names = Array.from({ length: 8 }, (_, index) => `bench ${index}`)
    return Promise.all(names.map(async (name) => (await createApiToken(gateway, { userPhid, name })).token))
  })
  const { url, prepared: tokens } = server
  const missed = await benchRatios(url, tokens, seconds)
  console.log('')
  if (await benchTaskStates(url, tokens[0] ?? '')) return missed
  return [...missed, '10,000 states take more than 100 requests']
}

interface Column {
  readonly title: string
  readonly width: number
}

const columns: readonly Column[] = [
  { title: 'call', width: 28 },
  { title: 'at once', width: 8 },
  { title: 'fetch', width: 7 },
  { title: 'ours', width: 7 },
  { title: 'o. node', width: 9 },
  { title: 'canduit', width: 9 },
  { title: 'ours/fetch', width: 12 },
  { title: 'o. node/canduit', width: 17 },
  { title: 'CPU: fetch', width: 12 },
  { title: 'ours', width: 6 },
  { title: 'o. node', width: 9 },
  { title: 'canduit', width: 9 },
]

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => {
      const { width = 0 } = columns[index] ?? {}
      return index === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    .join('')
}

/** @returns what is missed. */
async function benchRatios(url: string, tokens: readonly string[], seconds: number): Promise<string[]> {
  const missed: string[] = []
  const milliseconds = (seconds * 1000) / ROUNDS
  console.log(
    `\nCalls per second, and microseconds of CPU that a call costs the client: medians of ${ROUNDS} interleaved rounds of ${milliseconds.toFixed(0)} ms; the ratios are medians of those of each round. “o. node” is ours with nodeFetch() of phorge-conduit/node.\n`,
  )
  console.log(row(columns.map(({ title }) => title)))
  for (const { method, params } of calls) {
    for (const atOnce of [1, 8]) {
      const call = { url, method, params, tokens: tokens.slice(0, atOnce) }
      const callers = Object.fromEntries(names.map((name) => [name, clients[name](call)]))
      const rounds = await interleaved(callers as Record<ClientName, Caller[]>, {
        rounds: ROUNDS,
        milliseconds,
      })
      const ratio = (one: ClientName, other: ClientName) =>
        median(rounds.map((round) => round[one].perSecond / round[other].perSecond))
      const figures = (measure: keyof Speed) =>
        names.map((name) => median(rounds.map((round) => round[name][measure])).toFixed(0))
      const toFetch = ratio('ours', 'fetch')
      const toCanduit = ratio('ours over node:http', 'canduit')
      const name = `${method} ${Object.entries(params).flat().join(' ')}`.trim()
      const ratios = [toFetch.toFixed(2), toCanduit.toFixed(2)]
      console.log(
        row([name, String(atOnce), ...figures('perSecond'), ...ratios, ...figures('cpuMicroseconds')]),
      )
      if (toFetch < LOWEST_RATIO_TO_FETCH) missed.push(`${name}, ${atOnce} at once: ${ratios[0]} of fetch`)
      if (toCanduit < LOWEST_RATIO_TO_CANDUIT)
        missed.push(`${name}, ${atOnce} at once: ${ratios[1]} of canduit`)
    }
  }
  return missed
}
