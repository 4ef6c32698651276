import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import type { PersonReference, ProjectReference } from '../lookups/lookups.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import type { Phid } from '../methods/values.ts'
import type { TaskPriorityKeyword, TaskStatusValue } from '../server-types/server-types.ts'
import type { Priorities } from './priorities.ts'
import { ownerPhid, personPhids, projectPhids } from './references.ts'
import type { Statuses } from './statuses.ts'

/** What a task can be given; what is left out stays as it is. */
export interface TaskFields {
  /** 1 to 255 characters after trimming. */
  readonly title?: string | undefined
  /** Remarkup. */
  readonly description?: string | undefined
  /** A keyword of `tasks.priorities()`: `high`. */
  readonly priority?: TaskPriorityKeyword | undefined
  /** A value of `tasks.statuses()`: `resolved`. */
  readonly status?: TaskStatusValue | undefined
  /** `null` for nobody. */
  readonly owner?: PersonReference | null | undefined
  /** Remarkup. */
  readonly comment?: string | undefined
  /** Anything else, such as a custom field: `[{ type: 'custom.acme.severity', value: 3 }]`. */
  readonly transactions?: readonly ManiphestTransaction[] | undefined
}

/**
 * A task to create. Names of people and projects are looked up, which
 * takes the scopes `user.search` and `project.search`.
 */
export interface NewTask extends TaskFields {
  readonly title: string
  readonly projects?: readonly ProjectReference[] | undefined
  readonly subscribers?: readonly PersonReference[] | undefined
}

/** What to change of a task. Names are looked up as for a new one. */
export interface TaskChanges extends TaskFields {
  readonly projects?: ListChange<ProjectReference> | undefined
  readonly subscribers?: ListChange<PersonReference> | undefined
}

/** Add and remove, or replace all. */
export type ListChange<Item> =
  | {
      readonly add?: readonly Item[] | undefined
      readonly remove?: readonly Item[] | undefined
      readonly set?: undefined
    }
  | { readonly set: readonly Item[]; readonly add?: undefined; readonly remove?: undefined }

/** What names and words are checked against. */
export interface Vocabulary {
  readonly conduit: Conduit
  readonly statuses: Statuses
  readonly priorities: Priorities
}

/**
 * The transactions that make these changes, checked as Phorge does not check them.
 *
 * @throws {ValidationError} before anything is sent that changes something.
 */
export async function transactionsFor(
  changes: TaskChanges,
  { conduit, statuses, priorities }: Vocabulary,
  options?: CallOptions,
): Promise<ManiphestTransaction[]> {
  const { title, description, comment } = changes
  if (title?.trim() === '') throw new ValidationError('A task needs a title.', { method: 'maniphest.edit' })
  const [priority, status, owner, projects, subscribers] = await Promise.all([
    changes.priority === undefined ? undefined : priorities.named(changes.priority),
    changes.status === undefined ? undefined : statuses.named(changes.status),
    isPerson(changes.owner) ? ownerPhid(conduit, changes.owner, options) : changes.owner,
    listChanges('projects', changes.projects, (references) => projectPhids(conduit, references, options)),
    listChanges('subscribers', changes.subscribers, (people) => personPhids(conduit, people, options)),
  ])
  return [
    ...given('title', title),
    ...given('description', description),
    ...given('priority', priority && changes.priority),
    ...given('status', status?.value),
    ...given('owner', owner),
    ...projects,
    ...subscribers,
    ...(changes.transactions ?? []),
    ...commentTransaction(comment),
  ]
}

/** A blank comment is no comment. */
export function commentTransaction(comment: string | undefined): ManiphestTransaction[] {
  return comment === undefined || comment.trim() === '' ? [] : [{ type: 'comment', value: comment }]
}

function given<Type extends string, Value>(
  type: Type,
  value: Value | undefined,
): { readonly type: Type; readonly value: Value }[] {
  return value === undefined ? [] : [{ type, value }]
}

/** An empty text is somebody's mistake: Phorge would take it for nobody. */
function isPerson(owner: PersonReference | null | undefined): owner is PersonReference {
  return typeof owner === 'string'
}

async function listChanges<List extends 'projects' | 'subscribers'>(
  list: List,
  change: ListChange<string> | undefined,
  resolve: (references: readonly string[]) => Promise<Phid[]>,
) {
  const changes = (['set', 'add', 'remove'] as const).flatMap((how) => {
    const references = change?.[how]
    // An empty `set` removes all; an empty `add` or `remove` is nothing to do.
    return references && (how === 'set' || references.length > 0) ? [{ how, references }] : []
  })
  return Promise.all(
    changes.map(async ({ how, references }) => ({
      type: `${list}.${how}` as const,
      value: await resolve(references),
    })),
  )
}
