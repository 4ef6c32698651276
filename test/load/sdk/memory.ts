import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** How much more may be left than after the first tenth: code that was compiled later, and rounding. */
const MOST_GROWTH = 1.05
const MEBIBYTE = 2 ** 20

/**
 * What is left in the heap of a client after ever more calls to a server that is a stub. @returns whether it stays the
 * same.
 */
export async function benchMemory(calls: number): Promise<boolean> {
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
    return Math.max(...heap.slice(1)) <= (heap[0] ?? 0) * MOST_GROWTH
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
