import { isConduitError } from 'phorge-conduit'
import type { Visitor } from '../sign-in/visitor.ts'
import type { Viewer } from '../viewer.ts'
import { findAgain } from './find-again.ts'
import type { Attempt, TaskLink } from './links.ts'

/** Seconds after which a create that the server has taken is certainly done, if it ever will be. */
const certainAfter = 60

/**
 * Finds out what became of creates whose answer was lost, or whose process died: their tasks are found again and linked.
 * What is not found stays as it is for a minute, because the server may still be at it, and is open to another attempt
 * then. One call, and none when nothing is in doubt.
 */
export async function settleAbandoned(
  { links, underWay, now, log }: Viewer,
  { conduit, user }: Visitor,
  known: ReadonlyMap<number, TaskLink>,
): Promise<ReadonlyMap<number, TaskLink>> {
  const abandoned = [...known.values()].filter(
    (link): link is Attempt => link.state === 'creating' && !underWay.has(link.createKey),
  )
  if (abandoned.length === 0 || !user) return known
  try {
    const found = await findAgain(conduit, abandoned)
    for (const attempt of abandoned) {
      const taskId = found.get(attempt.createKey)
      if (taskId !== undefined) links.settle(attempt, taskId, 'found again', user.phid)
      else if (isOver(attempt, now())) links.doubt(attempt)
    }
  } catch (error) {
    if (!isConduitError(error)) throw error
    log.warn({ err: error }, 'could not look for the tasks of creates without an answer')
    // Who may not search is told so when they try to create: nothing is created without having looked.
    if (error.code === 'scope')
      for (const attempt of abandoned) if (isOver(attempt, now())) links.doubt(attempt)
  }
  return links.findAll([...known.keys()])
}

function isOver({ lastAttemptAt }: Attempt, now: number): boolean {
  return now - lastAttemptAt >= certainAfter
}
