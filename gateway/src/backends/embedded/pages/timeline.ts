import { html } from 'hono/html'
import type { Html } from '../../../pages/layout.ts'
import { time } from '../../../pages/time.ts'
import type { Transaction } from './conduit.ts'
import type { Names } from './names.ts'
import { remarkup } from './remarkup.ts'

/** Everything the transactions mention, for one look-up. */
export function phidsOf(transactions: readonly Transaction[]): (string | null)[] {
  return transactions.flatMap(({ authorPHID, fields }) => [
    authorPHID,
    ...('operations' in fields ? (fields.operations ?? []).map(({ phid }) => phid) : []),
    ...('old' in fields ? [fields.old, fields.new].filter((value) => typeof value === 'string') : []),
  ])
}

/** What happened to a task, oldest first; the transactions of one edit stand together. */
export function timeline(transactions: readonly Transaction[], names: Names, now: number): Html {
  const ordered = transactions.toSorted((a, b) => a.dateCreated - b.dateCreated || a.id - b.id)
  const groups = Map.groupBy(ordered, ({ groupID, phid }) => groupID ?? phid)
  return html`<ol class="timeline">${[...groups.values()].map((group) => entry(group, names, now))}</ol>`
}

function entry(group: readonly Transaction[], names: Names, now: number): Html | '' {
  const [first] = group
  if (!first) return ''
  const created = group.find(({ type }) => type === 'create')
  // A creation is told as one event: the fields it set are what the page shows above.
  const told = created
    ? [html`created this task`]
    : group.map((item) => sentence(item, names)).filter((text) => text !== undefined)
  const comments = group.flatMap((item) => item.comments.slice(0, 1))
  if (told.length === 0 && comments.length > 0) told.push(html`added a comment`)
  if (told.length === 0) return ''
  const when = time(first.dateCreated, now)
  return html`<li><p>${told.map(
    (text, index) =>
      html`${index > 0 ? html`<br>` : ''}${names.person(first.authorPHID)} ${text}${index === 0 ? html` <span class="muted">${when}</span>` : ''}.`,
  )}</p>
${comments.map((comment) => html`<div class="card comment">${comment.removed ? html`<p class="muted">This comment was removed.</p>` : remarkup(comment.content.raw ?? '')}</div>`)}</li>`
}

function sentence({ type, fields, authorPHID }: Transaction, names: Names): Html | undefined {
  const before = 'old' in fields ? fields.old : undefined
  const after = 'new' in fields ? fields.new : undefined
  const operations = ('operations' in fields && fields.operations) || []
  switch (type) {
    case 'status':
      return status(names.status(String(before)), names.status(String(after)))
    case 'priority':
      return priority(before, after)
    case 'owner':
      return owner(after, authorPHID, names)
    case 'title':
      return html`renamed this task from “${String(before ?? '')}” to “${String(after ?? '')}”`
    case 'description':
      return html`edited the description`
    case 'projects':
      return changes(operations, {
        add: (listed) => html`added this task to ${listed}`,
        remove: (listed) => html`removed this task from ${listed}`,
        name: (phid) => names.project(phid),
      })
    case 'subscribers':
      return changes(operations, {
        add: (listed) => html`subscribed ${listed}`,
        remove: (listed) => html`unsubscribed ${listed}`,
        name: (phid) => names.person(phid),
      })
    case 'points':
      return html`set the points to ${after === null || after === '' ? 'none' : String(after)}`
    case 'column':
    case 'core:columns':
      return html`moved this task on a workboard`
    case 'core:view-policy':
      return html`changed who can see this task`
    case 'core:edit-policy':
      return html`changed who can edit this task`
    case 'comment':
    case 'create':
    case null:
      return undefined
    default:
      return html`changed “${type}”`
  }
}

function status(before: { name: string; closed: boolean }, after: { name: string; closed: boolean }): Html {
  if (after.closed && !before.closed) return html`closed this task as <strong>${after.name}</strong>`
  if (!after.closed && before.closed) return html`reopened this task as <strong>${after.name}</strong>`
  return html`changed the status from ${before.name} to <strong>${after.name}</strong>`
}

function priority(before: unknown, after: unknown): Html {
  const [from, to] = [levelOf(before), levelOf(after)]
  const verb = to.value > from.value ? 'raised' : 'lowered'
  return html`${verb} the priority from ${from.name} to <strong>${to.name}</strong>`
}

function levelOf(level: unknown): { value: number; name: string } {
  const { value, name } = (typeof level === 'object' && level !== null ? level : {}) as Record<
    string,
    unknown
  >
  return { value: Number(value ?? 0), name: String(name ?? 'none') }
}

function owner(after: unknown, authorPHID: string, names: Names): Html {
  if (typeof after !== 'string' || after === '') return html`took this task off its owner`
  if (after === authorPHID) return html`claimed this task`
  return html`assigned this task to ${names.person(after)}`
}

interface Wording {
  readonly add: (listed: Html) => Html
  readonly remove: (listed: Html) => Html
  readonly name: (phid: string) => Html
}

function changes(
  operations: readonly { operation: string; phid: string }[],
  { name, ...verbs }: Wording,
): Html {
  const parts = (['add', 'remove'] as const).flatMap((operation) => {
    const phids = operations.filter((item) => item.operation === operation).map(({ phid }) => phid)
    return phids.length > 0 ? [verbs[operation](joined(phids.map(name), ', '))] : []
  })
  return joined(parts, ' and ')
}

function joined(parts: readonly Html[], separator: string): Html {
  return html`${parts.map((part, index) => html`${index > 0 ? separator : ''}${part}`)}`
}
