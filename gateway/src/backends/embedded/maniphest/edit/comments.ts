import { readString } from '../../values.ts'
import { mayView, monogramId, taskById } from '../task.ts'
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

/** A `T5` in what was written ties the two tasks together, if the writer may see it. */
export function tieMentionedTasks(draft: Draft): void {
  const { context, viewer } = draft
  const added = [...writtenTexts(draft).matchAll(/(?<![\w/-])T([1-9]\d{0,14})(?!\w)/g)]
    .map(([monogram]) => monogramId(monogram))
    .map((id) => (id === undefined || id === draft.task.id ? undefined : taskById(context, id)))
    .flatMap((task) => (task && mayView(context, viewer, task) ? [task.phid] : []))
  if (added.length === 0) return
  const known = draft.edges('mention')
  applyEdges(
    draft,
    'mention',
    null,
    [...new Set(added)].filter((phid) => !known.has(phid)),
    [],
  )
}

function mentionedUsers(draft: Draft): string[] {
  return [...writtenTexts(draft).matchAll(/(?<![\w/])@([a-zA-Z0-9._-]*[a-zA-Z0-9_])/g)].flatMap(
    ([, name = '']) => {
      const user = draft.context.accounts.rowByName(name)
      return user ? [user.phid] : []
    },
  )
}

function writtenTexts(draft: Draft): string {
  const described = draft.changes.some(({ type }) => type === 'description')
  const comments = draft.changes.flatMap(({ comment }) => comment ?? [])
  return (described ? [draft.task.description, ...comments] : comments).join('\n')
}
