import type { Caller } from './callers.ts'

export interface Speed {
  readonly perSecond: number
  /**
   * What a call costs the client's process, all threads. On a machine that is busy with other things this is the steadier
   * figure.
   */
  readonly cpuMicroseconds: number
}

/** How fast these callers call together, each one after the other. */
export async function speedOf(callers: readonly Caller[], milliseconds: number): Promise<Speed> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const end = start + milliseconds
  let calls = 0
  await Promise.all(
    callers.map(async (call) => {
      while (performance.now() < end) {
        await call()
        calls += 1
      }
    }),
  )
  const perSecond = calls / ((performance.now() - start) / 1000)
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond, cpuMicroseconds: (user + system) / calls }
}

/**
 * Measures several clients in turns, so that a machine that is busy with something else slows all of them down. Each
 * round begins with another one; the first round is for warming up and is left out.
 */
export async function interleaved<Name extends string>(
  clients: Readonly<Record<Name, readonly Caller[]>>,
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<Record<Name, Speed>[]> {
  const names = Object.keys(clients) as Name[]
  const measured: Record<Name, Speed>[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length
    const figures: Partial<Record<Name, Speed>> = {}
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      figures[name] = await speedOf(clients[name], milliseconds)
    }
    if (round > 0) measured.push(figures as Record<Name, Speed>)
  }
  return measured
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
