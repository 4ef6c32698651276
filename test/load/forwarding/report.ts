import type { Way } from './ways.ts'

/** What was measured on a way, in every round of every process. */
export interface Figures {
  readonly name: Way['name']
  /** Of calls one after the other. */
  readonly milliseconds: number[]
  /** This and the next: one figure for each round. */
  readonly perSecond: number[]
  /** Processor time of the forwarder for one call. */
  readonly microseconds: number[]
}

export function noFigures(name: Way['name']): Figures {
  return { name, milliseconds: [], perSecond: [], microseconds: [] }
}

/** A table: each way beside the direct one, and beside the plain forwarder written in JavaScript. */
export function printFigures(ways: readonly Figures[]): void {
  const direct = ways.find(({ name }) => name === 'direct')
  const proxy = ways.find(({ name }) => name === '@fastify/http-proxy')
  console.log(
    `${'way'.padEnd(22)}${'median ms'.padStart(10)}${'added'.padStart(8)}${'p99 ms'.padStart(9)}${'added'.padStart(8)}${'calls/s'.padStart(10)}${'of http-proxy'.padStart(15)}${'CPU µs/call'.padStart(13)}`,
  )
  for (const way of ways) {
    const [median, p99] = [quantile(way.milliseconds, 0.5), quantile(way.milliseconds, 0.99)]
    const figures = [
      median.toFixed(2).padStart(10),
      (direct ? medianAdded(way, direct).toFixed(2) : '').padStart(8),
      p99.toFixed(2).padStart(9),
      (direct ? (p99 - quantile(direct.milliseconds, 0.99)).toFixed(2) : '').padStart(8),
      quantile(way.perSecond, 0.5).toFixed(0).padStart(10),
      (proxy ? `${(100 * shareOf(way, proxy)).toFixed(0)} %` : '').padStart(15),
      (way.microseconds.length > 0 ? quantile(way.microseconds, 0.5).toFixed(0) : '').padStart(13),
    ]
    console.log(way.name.padEnd(22) + figures.join(''))
  }
}

/** Milliseconds that a call takes longer than the one which went the other way just before or after it. */
export function medianAdded(way: Figures, other: Figures): number {
  const added = way.milliseconds.map((taken, call) => taken - (other.milliseconds[call] ?? Number.NaN))
  return quantile(added, 0.5)
}

/** Of the other's throughput: the median of what it was in each round, in which both met the same machine. */
export function shareOf(way: Figures, other: Figures): number {
  const shares = way.perSecond.map((perSecond, round) => perSecond / (other.perSecond[round] ?? Number.NaN))
  return quantile(shares, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
