import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

export interface RunningExample {
  readonly child: ChildProcess
  /** What it has printed so far, errors too. */
  printed(): string
  /** Resolves when it has printed these words. @throws when it ends before */
  said(words: string): Promise<void>
  /** Its exit code. */
  ended(): Promise<number | null>
}

/** Starts a program as its reader does: from the root of the clone, with its settings in the environment. */
export function startExample(command: readonly string[], settings: NodeJS.ProcessEnv = {}): RunningExample {
  const { VITEST: _, NODE_ENV: __, ...env } = process.env
  const child = spawn(process.execPath, command, { cwd: root, env: { ...env, NO_COLOR: '1', ...settings } })
  let text = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      for (const look of waiting) look()
    })
  }
  const closed = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    printed: () => text,
    ended: () => closed,
    said: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!text.includes(words)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        closed.then(() => reject(new Error(`It ended without “${words}”: ${text}`)))
      }),
  }
}

/** A port that nobody listens on, for a program whose address has to be registered before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return address.port
}
