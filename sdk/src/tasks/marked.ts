import type { CallOptions, Conduit } from '../conduit.ts'
import type { ManiphestConstraints, ManiphestTask } from '../methods/maniphest.ts'
import { markersIn } from './marker.ts'

const attachments = { projects: true, subscribers: true } as const

/** Tasks with their descriptions and what a `Task` is made of, the newest first. */
export function newestFirst(
  conduit: Conduit,
  constraints: ManiphestConstraints,
  options: CallOptions | undefined,
  limit = 100,
) {
  return conduit.maniphest.search({ constraints, attachments, order: 'newest', limit }, options)
}

/**
 * The task of each word that stands as a marker in these tasks, read from the descriptions: full text also finds those who
 * quote it. Of several the lowest number is the one: it never changes, whoever looks and whenever.
 */
export function byWord(tasks: Iterable<ManiphestTask>, known = new Map<string, ManiphestTask>()) {
  for (const task of tasks) {
    for (const { key } of markersIn(task.fields.description?.raw ?? '')) {
      if (task.id < (known.get(key)?.id ?? Infinity)) known.set(key, task)
    }
  }
  return known
}

/** What the server's index says. Quoted, the word is looked for as it stands. It knows nothing of the last minutes. */
export function indexed(conduit: Conduit, word: string, options: CallOptions | undefined) {
  return newestFirst(conduit, { query: `"${word}"` }, options)
}

/** Seconds. An hour for an index that lags, and an hour for clocks that differ. */
const RECENTLY = 2 * 3600
const MOST_RECENT_PAGES = 3

/** What the index may not know yet, the newest first. */
export async function recent(
  conduit: Conduit,
  now: number,
  options: CallOptions | undefined,
): Promise<ManiphestTask[]> {
  const createdStart = Math.floor(now / 1000) - RECENTLY
  const found: ManiphestTask[] = []
  let pages = 0
  for await (const { data } of newestFirst(conduit, { createdStart }, options).pages()) {
    found.push(...data)
    pages += 1
    if (pages === MOST_RECENT_PAGES) break
  }
  return found
}
