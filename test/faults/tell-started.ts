import { flushCompileCache } from 'node:module'

/**
 * In a process that is going to be killed: tells whoever started it that it listens. Node.js writes what it made of the
 * code when a program ends by itself, which this one never does.
 */
export function tellStarted(message: object): void {
  flushCompileCache()
  process.send?.(message)
}
