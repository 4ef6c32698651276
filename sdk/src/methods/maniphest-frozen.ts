import * as z from 'zod/mini'
import { method, type NoParams, params } from './method.ts'
import { known, listOf, mapOf, type Phid, phid } from './values.ts'

const frozenTaskSchema = known(
  z.looseObject({
    id: z.string(),
    phid: phid('TASK'),
    authorPHID: phid(),
    ownerPHID: z.nullable(phid()),
    ccPHIDs: listOf(phid()),
    status: z.string(),
    statusName: z.string(),
    isClosed: z.boolean(),
    priority: z.string(),
    priorityColor: z.nullable(z.string()),
    title: z.string(),
    description: z.string(),
    projectPHIDs: listOf(phid()),
    uri: z.string(),
    auxiliary: mapOf(z.unknown()),
    objectName: z.string(),
    dateCreated: z.string(),
    dateModified: z.string(),
    dependsOnTaskPHIDs: listOf(phid()),
  }),
)

/** A task as the frozen methods give it: numbers are strings. */
export interface FrozenTask extends z.infer<typeof frozenTaskSchema> {}

const frozenTask: z.ZodMiniType<FrozenTask> = frozenTaskSchema

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

const frozenTransaction = known(
  z.looseObject({
    taskID: z.union([z.string(), z.number()]),
    transactionPHID: z.optional(z.nullable(phid())),
    transactionType: z.string(),
    authorPHID: phid(),
    dateCreated: z.union([z.string(), z.number()]),
    /** What happened, in the words of the task's page. */
    title: z.optional(z.nullable(z.string())),
    oldValue: z.optional(z.unknown()),
    newValue: z.optional(z.unknown()),
    comments: z.optional(z.nullable(z.string())),
  }),
)

const frozen = { frozen: true } as const
const frozenWrite = { frozen: true, access: 'write' } as const

export const maniphestFrozen = {
  /** @deprecated Frozen by Phorge: use `edit`. */
  createtask: method(
    'maniphest.createtask',
    params<FrozenTaskFields & { readonly title: string }>(),
    frozenTask,
    frozenWrite,
  ),
  /** @deprecated Frozen by Phorge: use `edit`. */
  update: method(
    'maniphest.update',
    params<
      FrozenTaskFields & {
        readonly id?: number | undefined
        readonly phid?: Phid<'TASK'> | undefined
        readonly title?: string | undefined
        readonly status?: string | undefined
        readonly comments?: string | undefined
      }
    >(),
    frozenTask,
    frozenWrite,
  ),
  /** @deprecated Frozen by Phorge: use `search`. */
  info: method('maniphest.info', params<{ readonly task_id: number }>(), frozenTask, frozen),
  /** @deprecated Frozen by Phorge: use `search`. Tasks by PHID. */
  query: method('maniphest.query', params<FrozenTaskQuery>(), mapOf(frozenTask), frozen),
  /** @deprecated Frozen by Phorge: use `status.search`. */
  querystatuses: method(
    'maniphest.querystatuses',
    params<NoParams>(),
    known(
      z.looseObject({
        defaultStatus: z.string(),
        defaultClosedStatus: z.string(),
        duplicateStatus: z.string(),
        openStatuses: listOf(z.string()),
        closedStatuses: listOf(z.string()),
        allStatuses: listOf(z.string()),
        statusMap: mapOf(z.string()),
      }),
    ),
    frozen,
  ),
  /** @deprecated Frozen by Phorge: use `transaction.search`. Transactions by task number. */
  gettasktransactions: method(
    'maniphest.gettasktransactions',
    params<{ readonly ids: readonly number[] }>(),
    mapOf(listOf(frozenTransaction)),
    frozen,
  ),
}
