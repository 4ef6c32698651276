import { invalid } from '../../../../conduit/method/refusal.ts'
import { readString, readStrings } from '../../../../conduit/method/values.ts'
import { type EdgeName, edgeType } from '../edges.ts'
import { mayView, taskByPhid } from '../task.ts'
import type { Draft } from './draft.ts'

type Operation = 'add' | 'remove' | 'set'

/** Turns what the caller wrote into PHIDs. */
type Resolve = (draft: Draft, written: readonly string[]) => readonly string[]

/** `projects.add`, `subscribers.set` and their like: changes one set of edges. */
export function changeEdges(name: EdgeName, type: string | null, operation: Operation, resolve: Resolve) {
  const parameter = `${name}s.${operation}`
  return (draft: Draft, value: unknown): void => {
    const given = new Set(resolve(draft, readStrings(parameter, value)))
    const edges = draft.edges(name)
    const added = operation === 'remove' ? [] : [...given].filter((phid) => !edges.has(phid))
    const kept = (phid: string) => (operation === 'remove' ? !given.has(phid) : given.has(phid))
    const removed = operation === 'add' ? [] : [...edges].filter((phid) => !kept(phid))
    applyEdges(draft, name, type, added, removed)
  }
}

/** Records and makes one change of edges; nothing at all if there is nothing to change. */
export function applyEdges(
  draft: Draft,
  name: EdgeName,
  type: string | null,
  added: readonly string[],
  removed: readonly string[],
): void {
  if (added.length === 0 && removed.length === 0) return
  const edges = draft.edges(name)
  for (const phid of added) edges.add(phid)
  for (const phid of removed) edges.delete(phid)
  if (name === 'subscriber') {
    const unsubscribed = draft.edges('unsubscribed')
    for (const phid of added) unsubscribed.delete(phid)
    for (const phid of removed) unsubscribed.add(phid)
  }
  const operations = [
    ...added.map((phid) => ({ operation: 'add', phid })),
    ...removed.map((phid) => ({ operation: 'remove', phid })),
  ]
  draft.record(type, type === null ? {} : { operations })
}

/** A project by PHID or slug. A PHID is taken as it is, even one that belongs to nothing: so does Phorge. */
export const projectPhids: Resolve = (draft, written) =>
  written.map((text) => {
    if (text.startsWith('PHID-')) return text
    const project = draft.context.store.get<{ phid: string }>(
      'SELECT project_phid AS phid FROM project_slugs WHERE slug = ?',
      text,
    )
    if (!project) throw invalid(`"${text}" is neither the PHID nor the slug of a project.`)
    return project.phid
  })

/** A subscriber by PHID (also of a project) or by user name. */
export const subscriberPhids: Resolve = (draft, written) =>
  written.map((text) => {
    if (/^PHID-(USER|PROJ)-/.test(text)) return text
    const user = draft.context.accounts.rowByName(text)
    if (!user) throw invalid(`"${text}" is neither a user name nor the PHID of somebody who can subscribe.`)
    return user.phid
  })

/** A task by PHID; a monogram is refused here, as Phorge does. */
export const taskPhids: Resolve = (draft, written) =>
  written.map((text) => {
    const task = text.startsWith('PHID-') ? taskByPhid(draft.context, text) : undefined
    if (!task || !mayView(draft.context, draft.viewer, task)) {
      throw invalid(`"${text}" is not the PHID of a task.`)
    }
    return text
  })

export const commitPhids: Resolve = (_draft, written) => {
  const wrong = written.find((text) => !text.startsWith('PHID-'))
  if (wrong !== undefined) throw invalid(`"${wrong}" is not a PHID.`)
  return written
}

/** `parent`: one more parent, given alone. */
export function addParent(draft: Draft, value: unknown): void {
  changeEdges('parent', null, 'add', taskPhids)(draft, [readString('parent', value)])
}

/** @throws {Refusal} when a task would be its own ancestor. */
export function refuseCycle(draft: Draft): void {
  const { context, task } = draft
  const parents = draft.edges('parent')
  const descendants = context.store.all<{ phid: string }>(
    `WITH RECURSIVE below (phid) AS (
       SELECT value FROM json_each(?)
       UNION
       SELECT e.phid FROM below JOIN tasks t ON t.phid = below.phid
         JOIN task_edges e ON e.task_id = t.id AND e.type = ?
     ) SELECT phid FROM below`,
    JSON.stringify([...draft.edges('subtask')]),
    edgeType.subtask,
  )
  const isLoop = (phid: string) => phid === task.phid || parents.has(phid)
  const loop = descendants.find(({ phid }) => isLoop(phid))?.phid ?? (parents.has(task.phid) && task.phid)
  if (loop) throw invalid(`These parents and subtasks would go in a circle through ${loop}.`)
}
