import type { Chip } from '../tasks.ts'
import { ask } from './ask.ts'

/** Milliseconds between two looks. */
const WAITS = [0, 250, 500, 1000, 2000, 4000, 8000]

/**
 * What became of a write whose answer got lost. Asking starts the background again, which finishes what was begun;
 * `undefined` when that takes too long.
 */
export async function followUp(key: string): Promise<Chip | undefined> {
  for (const wait of WAITS) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    const answer = await ask({ intent: 'errors-seen', keys: [key] })
    const chip = answer.ok ? answer.value[0] : undefined
    if (chip && chip.kind !== 'creating') return chip
  }
  return undefined
}
