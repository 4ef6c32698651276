import { readString } from '../../../../conduit/method/values.ts'
import { visibleTo } from '../task.ts'
import type { Change, Draft } from './draft.ts'
import { applyEdges } from './relations.ts'

/** A comment of nothing but white space is no comment. */
export function addComment(draft: Draft, value: unknown): void {
  const comment = readString('comment', value)
  if (comment.trim() === '') return
  draft.changes.push({ type: 'comment', fields: {}, comment })
}

/** Subscribes whom Phorge subscribes unasked: author, commenter, former owner and those who are mentioned. */
export function subscribeInterested(draft: Draft): void {
  const { viewer, before, task } = draft
  const interested = new Set<string>()
  const speaks = draft.isNew || draft.changes.some(({ type }) => type === 'comment')
  if (speaks && !draft.context.accounts.rowByPhid(viewer.phid)?.is_bot) interested.add(viewer.phid)
  if (before?.owner_phid && before.owner_phid !== task.owner_phid) interested.add(before.owner_phid)
  for (const phid of mentionedUsers(draft)) interested.add(phid)
  if (interested.size === 0) return

  const subscribed = draft.edges('subscriber')
  const unsubscribed = draft.edges('unsubscribed')
  const added = [...interested].filter((phid) => !subscribed.has(phid) && !unsubscribed.has(phid))
  const index = draft.changes.findIndex(({ type }) => type === 'subscribers')
  const asked = draft.changes[index]
  applyEdges(draft, 'subscriber', 'subscribers', added, [])
  if (!asked || added.length === 0) return
  // Together with those who were asked for, and before them, it is one entry of the timeline.
  const unasked = draft.changes.pop()
  const inOrder = new Set([...added, ...subscribed])
  subscribed.clear()
  for (const phid of inOrder) subscribed.add(phid)
  draft.changes[index] = { type: 'subscribers', fields: joinOperations(unasked, asked) }
}

function joinOperations(...changes: readonly (Change | undefined)[]) {
  return {
    operations: changes.flatMap((change) => (change?.fields.operations as unknown[] | undefined) ?? []),
  }
}

/** Nobody means more than that; a text of megabytes can hold a million. What comes after them stays text. */
const MOST_MENTIONS = 1000

/** A `T5` in what was written ties the two tasks together, if the writer may see it. */
export function tieMentionedTasks(draft: Draft): void {
  const { context, viewer, task } = draft
  const ids = mentions(draft, /(?<![\w/-])T([1-9]\d{0,14})(?!\w)/g)
    .map(Number)
    .filter((id) => id !== task.id)
  if (ids.length === 0) return
  const visible = visibleTo(context, viewer)
  const found = context.store.all<{ id: number; phid: string }>(
    `SELECT t.id, t.phid FROM tasks t WHERE t.id IN (SELECT value FROM json_each(?)) AND ${visible.sql}`,
    JSON.stringify(ids),
    ...visible.values,
  )
  const phids = new Map(found.map(({ id, phid }) => [id, phid]))
  const known = draft.edges('mention')
  const added = ids.flatMap((id) => phids.get(id) ?? []).filter((phid) => !known.has(phid))
  if (added.length > 0) applyEdges(draft, 'mention', null, added, [])
}

function mentionedUsers(draft: Draft): string[] {
  return mentions(draft, /(?<![\w/])@([a-zA-Z0-9._-]*[a-zA-Z0-9_])/g).flatMap(
    (name) => draft.context.accounts.rowByName(name)?.phid ?? [],
  )
}

/** What the pattern's group finds in what was written, each once, in the order of the text. */
function mentions(draft: Draft, pattern: RegExp): string[] {
  const found = new Set<string>()
  for (const [, name = ''] of writtenTexts(draft).matchAll(pattern)) {
    found.add(name)
    if (found.size === MOST_MENTIONS) break
  }
  return [...found]
}

function writtenTexts(draft: Draft): string {
  const described = draft.changes.some(({ type }) => type === 'description')
  const comments = draft.changes.flatMap(({ comment }) => comment ?? [])
  return (described ? [draft.task.description, ...comments] : comments).join('\n')
}
