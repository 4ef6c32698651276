import { Agent, request } from 'undici'
import type { BenchOptions } from '../bench-options.ts'
import { measure } from '../gateway/load.ts'
import { cpuTimeOf } from './cpu-time.ts'
import { medianAdded, printWays, shareOf } from './report.ts'
import { type Measured, Scene, type Way } from './ways.ts'

const ROUNDS = 9
const CONNECTIONS = 16

/** An upstream, and as many calls one after the other as take a second or so in each round. */
interface Part {
  readonly delay: number
  readonly calls: number
}

/**
 * The same calls direct, through the gateway, and through plain forwarders: at once, and as slow as a Phorge. The slow part
 * comes second and to the same processes: by then each is as warm as a server that has run for a while, which the few
 * calls of that part would not make it.
 */
export async function benchForwarding({ seconds }: BenchOptions): Promise<string[]> {
  using scene = new Scene()
  const ways = await scene.ways()
  const missed: string[] = []
  for (const part of [
    { delay: 0, calls: 300 },
    { delay: 20, calls: 30 },
  ]) {
    await scene.slowDown(part.delay)
    missed.push(...(await compare(ways.map(unmeasured), part, Math.max(1, seconds / ROUNDS))))
  }
  return missed
}

function unmeasured(way: Way): Measured {
  return { ...way, milliseconds: [], perSecond: [], microseconds: [] }
}

async function compare(
  ways: readonly Measured[],
  { delay, calls }: Part,
  seconds: number,
): Promise<string[]> {
  // Interleaved: whatever else this machine does in the meantime hits all of them. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const milliseconds = await latencies(ways, calls)
    for (const [index, way] of ways.entries()) {
      const { perSecond, microseconds } = await load(way, seconds)
      if (round === 0) continue
      way.milliseconds.push(...(milliseconds[index] ?? []))
      way.perSecond.push(perSecond)
      if (microseconds !== undefined) way.microseconds.push(microseconds)
    }
  }
  console.log(
    `\nmaniphest.search of an upstream that answers ${delay === 0 ? 'at once' : `after ${delay} ms`}`,
  )
  console.log(
    `${ROUNDS} interleaved rounds: ${calls} calls one by one, then ${CONNECTIONS} connections for ${seconds} s\n`,
  )
  printWays(ways)
  return missed(ways, delay)
}

/** Milliseconds of calls that are made one after the other: one on each way in turn, each way on one connection. */
async function latencies(ways: readonly Way[], calls: number): Promise<number[][]> {
  const dispatcher = new Agent({ connections: 1 })
  const times: number[][] = ways.map(() => [])
  for (let made = 0; made < calls; made++) {
    for (const [index, { url, headers, body }] of ways.entries()) {
      const start = performance.now()
      const answer = await request(url, { dispatcher, method: 'POST', headers, body })
      await answer.body.text()
      times[index]?.push(performance.now() - start)
    }
  }
  await dispatcher.close()
  return times
}

async function load(way: Way, seconds: number) {
  const before = way.process && (await cpuTimeOf(way.process))
  const { perSecond, requests } = await measure({ ...way, connections: CONNECTIONS, seconds })
  const after = way.process && (await cpuTimeOf(way.process))
  const hasTold = before !== undefined && after !== undefined
  return { perSecond, microseconds: hasTold ? (after - before) / requests : undefined }
}

/** The aims: at most a millisecond more in the median, and four fifths of the throughput of a plain forwarder. */
function missed(ways: readonly Measured[], delay: number): string[] {
  const named = (name: Way['name']) => ways.find((way) => way.name === name)
  const [direct, proxy, gateway] = [named('direct'), named('@fastify/http-proxy'), named('gateway')]
  if (!direct || !proxy || !gateway) throw new Error('a way to compare with is missing')
  const added = medianAdded(gateway, direct)
  const share = shareOf(gateway, proxy)
  return [
    ...(added > 1 ? [`before an upstream of ${delay} ms the gateway adds ${added.toFixed(2)} ms`] : []),
    ...(share < 0.8
      ? [`before an upstream of ${delay} ms it has ${(100 * share).toFixed(0)} % of http-proxy`]
      : []),
  ]
}
