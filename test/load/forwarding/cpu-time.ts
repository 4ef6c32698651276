import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** In a process of the bench: tells how long it has kept a processor busy, whenever it is asked. */
export function tellCpuTime(): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
}

/** Microseconds, of a process that tells. */
export async function cpuTimeOf(child: ChildProcess): Promise<number> {
  const told = once(child, 'message')
  child.send('cpu time')
  const [microseconds] = await told
  return microseconds
}
