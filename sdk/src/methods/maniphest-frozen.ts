import type { Method, NoParams } from './method.ts'
import type { Phid, PhpMap } from './values.ts'

/** A task as the frozen methods give it: numbers are strings. */
export interface FrozenTask {
  id: string
  phid: Phid<'TASK'>
  authorPHID: Phid
  ownerPHID: Phid | null
  ccPHIDs: Phid[]
  status: string
  statusName: string
  isClosed: boolean
  priority: string
  priorityColor: string | null
  title: string
  description: string
  projectPHIDs: Phid[]
  uri: string
  auxiliary: PhpMap<unknown>
  objectName: string
  dateCreated: string
  dateModified: string
  dependsOnTaskPHIDs: Phid[]
}

/** What `maniphest.createtask` and `maniphest.update` have in common. */
interface FrozenTaskFields {
  readonly description?: string | undefined
  readonly ccPHIDs?: readonly Phid[] | undefined
  /** A value, not a keyword: 80. */
  readonly priority?: number | undefined
  readonly projectPHIDs?: readonly Phid[] | undefined
  readonly ownerPHID?: Phid<'USER'> | undefined
  readonly viewPolicy?: string | undefined
  readonly editPolicy?: string | undefined
  readonly auxiliary?: Readonly<Record<string, unknown>> | undefined
}

/** What `maniphest.query` takes. */
export interface FrozenTaskQuery {
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly Phid<'TASK'>[] | undefined
  readonly ownerPHIDs?: readonly Phid[] | undefined
  readonly authorPHIDs?: readonly Phid[] | undefined
  readonly projectPHIDs?: readonly Phid[] | undefined
  readonly ccPHIDs?: readonly Phid[] | undefined
  readonly status?: 'status-any' | 'status-open' | 'status-closed' | `status-${string}` | undefined
  readonly order?: 'order-priority' | 'order-created' | 'order-modified' | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** What was done to a task, as `maniphest.gettasktransactions` tells it. */
export interface FrozenTransaction {
  taskID: string | number
  transactionPHID?: Phid | null | undefined
  transactionType: string
  authorPHID: Phid
  dateCreated: string | number
  /** What happened, in the words of the task's page. */
  title?: string | null | undefined
  oldValue?: unknown
  newValue?: unknown
  comments?: string | null | undefined
}

/** What `maniphest.querystatuses` answers. */
export interface FrozenStatuses {
  defaultStatus: string
  defaultClosedStatus: string
  duplicateStatus: string
  openStatuses: string[]
  closedStatuses: string[]
  allStatuses: string[]
  statusMap: Record<string, string>
}

/** Older methods, kept by Phorge for old clients. */
export interface ManiphestFrozenMethods {
  /** @deprecated Frozen by Phorge: use `edit` without `objectIdentifier`. */
  readonly createtask: Method<FrozenTaskFields & { readonly title: string }, FrozenTask>
  /** @deprecated Deprecated by Phorge: use `edit`. */
  readonly update: Method<
    FrozenTaskFields & {
      readonly id?: number | undefined
      readonly phid?: Phid<'TASK'> | undefined
      readonly title?: string | undefined
      readonly status?: string | undefined
      readonly comments?: string | undefined
    },
    FrozenTask
  >
  /** @deprecated Deprecated by Phorge: use `search`. */
  readonly info: Method<{ readonly task_id: number }, FrozenTask>
  /** @deprecated Deprecated by Phorge: use `search`. Tasks by PHID. */
  readonly query: Method<FrozenTaskQuery, Record<string, FrozenTask>>
  /** @deprecated Deprecated by Phorge: use `status.search`. */
  readonly querystatuses: Method<NoParams, FrozenStatuses>
  /** @deprecated Frozen by Phorge: use `transaction.search`. Transactions by task number. */
  readonly gettasktransactions: Method<
    { readonly ids: readonly number[] },
    Record<string, FrozenTransaction[]>
  >
}
