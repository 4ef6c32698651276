import { invalid } from '../../../../conduit/method/refusal.ts'
import { readString } from '../../../../conduit/method/values.ts'
import { priorityField, priorityKeywords, priorityOfKeyword } from '../priorities.ts'
import { claimsOwnership, isClosed } from '../statuses.ts'
import type { Draft } from './draft.ts'

const TITLE_CHARACTERS = 255

/** What PHP's `trim` takes off both ends. */
const PADDING = /^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g

export function setTitle(draft: Draft, value: unknown): void {
  const title = readString('title', value).replace(PADDING, '')
  if (title === '') throw invalid('A task needs a title.')
  if ([...title].length > TITLE_CHARACTERS) {
    throw invalid(`A title has at most ${TITLE_CHARACTERS} characters.`)
  }
  if (title === draft.task.title) return
  draft.record('title', { old: draft.task.title, new: title })
  draft.task.title = title
}

export function setDescription(draft: Draft, value: unknown): void {
  const description = readString('description', value)
  if (description === draft.task.description) return
  draft.record('description', { old: draft.task.description, new: description })
  draft.task.description = description
}

export function setPriority(draft: Draft, value: unknown): void {
  const keyword = readString('priority', value)
  const priority = priorityOfKeyword(keyword)
  if (priority === undefined) {
    throw invalid(`There is no priority "${keyword}". Use a keyword: ${priorityKeywords.join(', ')}.`)
  }
  if (priority === draft.task.priority) return
  const named = (of: number) => ({ value: of, name: priorityField(of).name })
  draft.record('priority', { old: named(draft.task.priority), new: named(priority) })
  draft.task.priority = priority
}

/** Any text is a status to Phorge; one that it does not know counts as closed. */
export function setStatus(draft: Draft, value: unknown): void {
  const { task, viewer } = draft
  const status = readString('status', value)
  if (status === task.status) return
  const wasClosed = isClosed(task.status)
  draft.record('status', { old: task.status, new: status })
  task.status = status
  if (isClosed(status) === wasClosed) return
  task.closer_phid = wasClosed ? null : viewer.phid
  task.closed_at = wasClosed ? null : draft.at
}

/** Whoever closes a task that nobody owns becomes its owner, unless the same edit says who owns it. */
export function claim(draft: Draft): void {
  const { task, viewer } = draft
  const closedNow = isClosed(task.status) && !isClosed(draft.before?.status ?? 'open')
  if (!closedNow || task.owner_phid !== null || !claimsOwnership(task.status)) return
  draft.record('owner', { old: null, new: viewer.phid })
  task.owner_phid = viewer.phid
}

export function setOwner(draft: Draft, value: unknown): void {
  const { task, context } = draft
  const owner = value === null ? null : readString('owner', value)
  // An empty text clears the owner too, and Phorge writes it to the timeline even if there was none.
  if (owner && !context.accounts.rowByPhid(owner)) {
    throw invalid(`"${owner}" is no user. The owner is given by PHID, not by name.`)
  }
  if (owner === task.owner_phid) return
  draft.record('owner', { old: task.owner_phid, new: owner })
  task.owner_phid = owner === '' ? null : owner
}

export function setSubtype(_draft: Draft, value: unknown): void {
  const subtype = readString('subtype', value)
  if (subtype !== 'default')
    throw invalid(`There is no subtype "${subtype}": this server has only "default".`)
}

/** `view` and `edit`. A policy that would keep the person out is refused once all transactions are applied. */
export function setPolicy(kind: 'view' | 'edit') {
  const column = `${kind}_policy` as const
  return (draft: Draft, value: unknown): void => {
    const policy = readString(kind, value)
    if (!draft.isNew && policy === draft.task[column]) return
    draft.record(`core:${kind}-policy`, { old: draft.isNew ? null : draft.task[column], new: policy })
    draft.task[column] = policy
  }
}

export function setSpace(_draft: Draft, value: unknown): void {
  if (value === null || value === '') return
  throw invalid('This server has no Spaces.')
}

export function signWithMfa(): void {
  throw invalid('An edit cannot be signed with multi-factor authentication over Conduit.')
}
