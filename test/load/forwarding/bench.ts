import { Agent, request } from 'undici'
import type { BenchOptions } from '../bench-options.ts'
import { measure } from '../gateway/load.ts'
import { cpuTimeOf } from './cpu-time.ts'
import { type Figures, medianAdded, noFigures, printFigures, shareOf } from './report.ts'
import { Scene, type Way } from './ways.ts'

/** Of each forwarder as many processes, one after the other: V8 compiles the same code a tenth better in one than in the next. */
const PROCESSES = 3
const ROUNDS = 3
const CONNECTIONS = 16
/** Seconds of load before anything is measured: that long a server written in JavaScript grows faster. */
const WARM_UP = 10

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
  const rows = [
    { part: { delay: 0, calls: 300 }, figures: new Map<Way['name'], Figures>() },
    { part: { delay: 20, calls: 30 }, figures: new Map<Way['name'], Figures>() },
  ] as const
  const secondsOfRound = Math.max(1, seconds / (PROCESSES * ROUNDS))
  for (let process = 0; process < PROCESSES; process++) {
    using scene = new Scene()
    const ways = await scene.ways()
    for (const way of ways) if (way.process) await load(way, WARM_UP)
    for (const { part, figures } of rows) {
      await scene.slowDown(part.delay)
      await compare(ways, part, secondsOfRound, figures)
    }
  }
  return rows.flatMap(({ part, figures }) => {
    print([...figures.values()], part, secondsOfRound)
    return missed([...figures.values()], part)
  })
}

async function compare(
  ways: readonly Way[],
  { calls }: Part,
  seconds: number,
  figures: Map<Way['name'], Figures>,
): Promise<void> {
  // Interleaved: whatever else this machine does in the meantime hits all of them. The first round is for the connections.
  for (let round = 0; round <= ROUNDS; round++) {
    const milliseconds = await latencies(ways, calls)
    for (const [index, way] of ways.entries()) {
      const { perSecond, microseconds } = await load(way, seconds)
      if (round === 0) continue
      const of = figures.get(way.name) ?? noFigures(way.name)
      figures.set(way.name, of)
      of.milliseconds.push(...(milliseconds[index] ?? []))
      of.perSecond.push(perSecond)
      if (microseconds !== undefined) of.microseconds.push(microseconds)
    }
  }
}

function print(figures: readonly Figures[], { delay, calls }: Part, seconds: number): void {
  console.log(
    `\nmaniphest.search of an upstream that answers ${delay === 0 ? 'at once' : `after ${delay} ms`}`,
  )
  console.log(
    `${PROCESSES} processes of each, ${ROUNDS} interleaved rounds: ${calls} calls one by one, then ${CONNECTIONS} connections for ${seconds} s\n`,
  )
  printFigures(figures)
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
function missed(figures: readonly Figures[], { delay }: Part): string[] {
  const named = (name: Way['name']) => figures.find((of) => of.name === name)
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
