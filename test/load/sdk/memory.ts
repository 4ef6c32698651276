import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { BenchOptions } from '../bench-options.ts'

/** How much more may be left than after the first tenth: code that was compiled later, and rounding. */
const MOST_GROWTH = 1.05
const MEBIBYTE = 2 ** 20

/** What is left in the heap of a client after ever more calls. @returns what is missed. */
export async function benchMemory({ calls }: BenchOptions): Promise<string[]> {
  console.log('Heap of a client after garbage collection (the server is a stub, in a process of its own)')
  const server = start(['stub-server.ts'])
  try {
    const [url] = await once(createInterface({ input: server.stdout }), 'line')
    const client = start(['memory-run.ts', String(url), String(calls)], ['--expose-gc'])
    const ended = once(client, 'exit')
    const heap: number[] = []
    const begun = performance.now()
    for await (const line of createInterface({ input: client.stdout })) {
      const [done = Number.NaN, bytes = Number.NaN] = line.split(' ').map(Number)
      heap.push(bytes)
      const passed = (performance.now() - begun) / 1000
      console.log(
        `${done.toLocaleString('en').padStart(10)} calls ${(bytes / MEBIBYTE).toFixed(2).padStart(8)} MiB ${(done / passed).toFixed(0).padStart(8)}/s`,
      )
    }
    const [code] = await ended
    if (code !== 0) throw new Error(`the client ended with ${code}`)
    const isFlat = Math.max(...heap.slice(1)) <= (heap[0] ?? 0) * MOST_GROWTH
    return isFlat ? [] : ['memory grows with the number of calls']
  } finally {
    server.kill()
  }
}

function start(
  [file = '', ...args]: readonly string[],
  flags: readonly string[] = [],
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [...flags, join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
