import type { Conduit, Phid } from 'phorge-conduit'
import { carriesKey } from './description.ts'
import type { Attempt } from './links.ts'

/** Seconds by which the two servers' clocks may differ. */
const clockSkew = 3600

/**
 * The tasks that these attempts made, by create key: found by author and time, newest first, and known by the key in
 * their description. Never by full text, which finds a new task only minutes later.
 */
export async function findAgain(
  conduit: Conduit,
  attempts: readonly Attempt[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  if (attempts.length === 0) return found
  const authors = new Set(attempts.flatMap(({ attemptedBy }) => attemptedBy))
  const tasks = conduit.maniphest.search({
    constraints: {
      authorPHIDs: [...authors] as Phid[],
      createdStart: Math.min(...attempts.map(({ firstAttemptAt }) => firstAttemptAt)) - clockSkew,
    },
    order: 'newest',
  })
  for await (const { id, fields } of tasks) {
    const match = attempts.find(({ createKey }) => carriesKey(fields.description?.raw ?? '', createKey))
    if (match) found.set(match.createKey, id)
    if (found.size === attempts.length) break
  }
  return found
}
