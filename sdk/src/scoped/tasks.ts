import type { CallOptions } from '../conduit.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import type { Phid } from '../methods/values.ts'
import type { ClosedTaskStatus, OpenTaskStatus } from '../server-types/server-types.ts'
import type { ListChange, NewTask, TaskChanges } from '../tasks/changes.ts'
import type { TaskReference } from '../tasks/reference.ts'
import type { StatusChange, Tasks } from '../tasks/tasks.ts'
import type { ScopedTransaction } from './edit.ts'
import type { AspectsIn, Needs, ScopeMissing } from './scope.ts'

/** What can be done to tasks with these scopes. */
export type ScopedTasks<Scopes extends string> = {
  readonly [Name in keyof Tasks]: Name extends keyof Narrowed<Scopes>
    ? Narrowed<Scopes>[Name]
    : Needs<ScopesOf<Name>, Scopes, Tasks[Name]>
}

/** What an action takes. */
interface ActionScopes {
  statuses: never
  priorities: never
  /** Of what was found already. */
  read: never
  get: 'maniphest.search'
  getMany: 'maniphest.search'
  findByKey: 'maniphest.search'
  findByKeys: 'maniphest.search'
  createOnce: 'maniphest.edit:create' | 'maniphest.search'
  comment: 'maniphest.edit:comment'
}

/** For what is not listed it takes all of Maniphest. */
type ScopesOf<Name> = Name extends keyof ActionScopes
  ? ActionScopes[Name]
  : 'maniphest.edit' | 'maniphest.search'

/** What takes different scopes for different parameters. */
interface Narrowed<Scopes extends string> {
  create: Edits<
    'create',
    Scopes,
    (task: ScopedNewTask<Scopes>, options?: CallOptions) => ReturnType<Tasks['create']>
  >
  close: Edits<'status', Scopes, SetStatus<ClosedTaskStatus, Scopes>>
  reopen: Edits<'status', Scopes, SetStatus<OpenTaskStatus, Scopes>>
  edit: [Aspects<Scopes>] extends [never]
    ? ScopeMissing<'maniphest.edit'>
    : (
        task: TaskReference,
        changes: ScopedTaskChanges<Scopes>,
        options?: CallOptions,
      ) => ReturnType<Tasks['edit']>
}

type Aspects<Scopes extends string> = Exclude<AspectsIn<Scopes, 'maniphest.edit'>, 'create'>

/** What is there for a client with this aspect of `maniphest.edit`, or with the whole. */
type Edits<Aspect extends string, Scopes extends string, Type> = Needs<
  `maniphest.edit:${Aspect}`,
  Scopes,
  Type
>

type PersonReference = NonNullable<NewTask['owner']>

type ProjectReference = NonNullable<NewTask['projects']>[number]

type SetStatus<Status extends string, Scopes extends string> = (
  task: TaskReference,
  change?: Pick<StatusChange<Status>, 'status'> & {
    readonly comment?: Edits<'comment', Scopes, string> | undefined
  },
  options?: CallOptions,
) => ReturnType<Tasks['close']>

/** Of a person a name must be looked up, and a PHID need not be. */
type LookedUp<Scopes extends string> = Needs<'user.search', Scopes, PersonReference>

/** Also a PHID is looked up, because Phorge itself does not check it. */
type Project<Scopes extends string> = Needs<'project.search', Scopes, ProjectReference>

/** With `maniphest.edit:create` a new task can be given anything. */
interface ScopedNewTask<Scopes extends string> extends Omit<NewTask, 'owner' | 'projects' | 'subscribers'> {
  readonly owner?: LookedUp<Scopes> | Phid | null | undefined
  readonly projects?: readonly Project<Scopes>[] | undefined
  readonly subscribers?: readonly (LookedUp<Scopes> | Phid)[] | undefined
}

type Plain = 'title' | 'description' | 'priority' | 'status' | 'comment'

type ScopedTaskChanges<Scopes extends string> = {
  readonly [Field in Plain]?: Edits<Field, Scopes, TaskChanges[Field]> | undefined
} & {
  readonly owner?: Edits<'owner', Scopes, LookedUp<Scopes> | Phid | null> | undefined
  readonly projects?: ScopedListChange<'projects', Project<Scopes>, Scopes> | undefined
  readonly subscribers?: ScopedListChange<'subscribers', LookedUp<Scopes> | Phid, Scopes> | undefined
  readonly transactions?:
    | readonly ('maniphest.edit' extends Scopes
        ? ManiphestTransaction
        : ScopedTransaction<'maniphest.edit', ManiphestTransaction, Aspects<Scopes>>)[]
    | undefined
}

/** `ListChange`, with a scope for each of its keys. */
type ScopedListChange<List extends 'projects' | 'subscribers', Item, Scopes extends string> =
  ListChange<Item> extends infer Change
    ? Change extends object
      ? {
          readonly [How in keyof Change]: Change[How] extends undefined
            ? Change[How]
            : Edits<`${List}.${How & string}`, Scopes, Change[How]>
        }
      : never
    : never
