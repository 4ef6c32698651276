import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import type { TaskPriorityKeyword, TaskStatusValue } from '../server-types/server-types.ts'
import { ownerPhid, type PersonReference, personPhids } from './people.ts'
import type { Priorities } from './priorities.ts'
import { type ProjectReference, projectPhids } from './projects.ts'
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
    listChanges(changes.projects, (references) => projectPhids(conduit, references, options)),
    listChanges(changes.subscribers, (references) => personPhids(conduit, references, options)),
  ])
  return [
    ...given('title', title),
    ...given('description', description),
    ...given('priority', priority && changes.priority),
    ...given('status', status?.value),
    ...given('owner', owner),
    ...projects.map(({ how, phids }) => ({ type: `projects.${how}`, value: phids }) as const),
    ...subscribers.map(({ how, phids }) => ({ type: `subscribers.${how}`, value: phids }) as const),
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

async function listChanges<Phid>(
  change: ListChange<string> | undefined,
  resolve: (references: readonly string[]) => Promise<Phid[]>,
): Promise<{ how: 'add' | 'remove' | 'set'; phids: Phid[] }[]> {
  const { add, remove, set } = { add: undefined, remove: undefined, set: undefined, ...change }
  const wanted = [
    { how: 'set', references: set },
    { how: 'add', references: add },
    { how: 'remove', references: remove },
  ] as const
  return Promise.all(
    wanted.flatMap(({ how, references }) =>
      // An empty `set` removes all; an empty `add` or `remove` is nothing to do.
      references === undefined || (how !== 'set' && references.length === 0)
        ? []
        : [resolve(references).then((phids) => ({ how, phids }))],
    ),
  )
}
