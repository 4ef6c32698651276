import { type Conduit, isConduitError, isPhid, type Phid, type Task } from 'phorge-conduit'
import type { SiteSettings } from '../../settings.ts'
import type { Choice, TaskDetails } from '../../tasks.ts'
import { conduitOf } from '../sites/conduit.ts'
import { taskOf } from './actions.ts'

export async function taskDetails(site: SiteSettings, key: string): Promise<TaskDetails> {
  const conduit = await conduitOf(site)
  const task = await conduit.tasks.get(await taskOf(conduit, site, key))
  const [statuses, me, comment] = await Promise.all([
    conduit.tasks.statuses(),
    conduit.user.whoami(),
    lastComment(conduit, task),
  ])
  const names = await namesOf(conduit, [task.ownerPHID, comment?.author])
  const { monogram, url, title, status, isOpen, priority, ownerPHID } = task
  return {
    monogram,
    url,
    title,
    status: status.name,
    isOpen,
    priority: priority.name,
    assignee: ownerPHID === null ? undefined : (names.get(ownerPHID) ?? ownerPHID),
    isMine: ownerPHID === me.phid,
    lastComment: comment && { ...comment, author: names.get(comment.author) ?? '' },
    statuses: statuses
      .filter(({ isClosed }) => isClosed === isOpen)
      .map(({ value, name, isDefault }): Choice => ({ value, name, isDefault })),
  }
}

interface Comment {
  readonly author: Phid
  readonly text: string
  readonly at: number
}

async function lastComment(conduit: Conduit, { phid }: Task): Promise<Comment | undefined> {
  const transactions = await orNothing(conduit.transaction.search({ objectIdentifier: phid, limit: 50 }))
  for (const { authorPHID, comments } of transactions?.data ?? []) {
    const comment = comments.find(({ removed }) => !removed)
    if (comment) return { author: authorPHID, text: comment.content.raw ?? '', at: comment.dateCreated }
  }
  return undefined
}

async function namesOf(
  conduit: Conduit,
  phids: readonly (Phid | null | undefined)[],
): Promise<Map<Phid, string>> {
  const wanted = [...new Set(phids.filter((phid) => isPhid(phid, 'USER')))]
  if (wanted.length === 0) return new Map()
  const users = await orNothing(conduit.user.search({ constraints: { phids: wanted } }))
  return new Map(users?.data.map(({ phid, fields }) => [phid, fields.username]))
}

/** A task is worth showing without what its user has not granted. */
async function orNothing<Value>(reading: PromiseLike<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isConduitError(error) && error.code === 'scope') return undefined
    throw error
  }
}
