import * as z from 'zod/mini'
import { maniphestFrozen } from './maniphest-frozen.ts'
import { type ManiphestTransaction, maniphestTransactionTypes } from './maniphest-transactions.ts'
import { type EditParams, editMethod, method, type NoParams, params, searchMethod } from './method.ts'
import type { ApplicationSearchParams } from './search.ts'
import { epoch, known, maybeEmpty, type Phid, phid, withCustomFields } from './values.ts'

const taskSchema = known(
  z.looseObject({
    id: z.number(),
    type: z.literal('TASK'),
    phid: phid('TASK'),
    fields: withCustomFields(
      z.looseObject({
        /** The title. */
        name: z.string(),
        description: z.optional(z.looseObject({ raw: z.string() })),
        authorPHID: phid(),
        ownerPHID: z.nullable(phid()),
        status: z.looseObject({ value: z.string(), name: z.string(), color: z.nullable(z.string()) }),
        priority: z.looseObject({ value: z.number(), name: z.string(), color: z.nullable(z.string()) }),
        /** A decimal number as a string, where points are enabled. */
        points: z.optional(z.nullable(z.union([z.string(), z.number()]))),
        subtype: z.optional(z.string()),
        closerPHID: z.optional(z.nullable(phid())),
        dateClosed: z.optional(z.nullable(epoch)),
        spacePHID: z.optional(z.nullable(phid())),
        /** When the answer is grouped by project: which of the groups this is. */
        groupByProjectPHID: z.optional(z.nullable(phid('PROJ'))),
        dateCreated: epoch,
        dateModified: epoch,
        policy: z.looseObject({ view: z.string(), interact: z.optional(z.string()), edit: z.string() }),
      }),
    ),
    attachments: maybeEmpty(
      z.looseObject({
        subscribers: z.optional(
          z.looseObject({
            subscriberPHIDs: z.array(phid()),
            subscriberCount: z.number(),
            viewerIsSubscribed: z.boolean(),
          }),
        ),
        projects: z.optional(z.looseObject({ projectPHIDs: z.array(phid()) })),
        columns: z.optional(
          z.looseObject({
            boards: maybeEmpty(
              z.record(
                z.string(),
                z.looseObject({
                  columns: z.array(z.looseObject({ id: z.number(), phid: phid('PCOL'), name: z.string() })),
                }),
              ),
            ),
          }),
        ),
      }),
    ),
  }),
)

/** A task as `maniphest.search` gives it. Custom fields are in `fields` as `custom.<key>`. */
export interface ManiphestTask extends z.infer<typeof taskSchema> {}

const task: z.ZodMiniType<ManiphestTask> = taskSchema

const statusSchema = known(
  z.looseObject({
    name: z.string(),
    /** What `status` transactions and constraints take. */
    value: z.string(),
    closed: z.boolean(),
    special: z.optional(z.nullable(z.string())),
  }),
)

/** A task status of this server. `special` is `default`, `closed` (the default closed one) or `duplicate`. */
export interface ManiphestStatus extends z.infer<typeof statusSchema> {}

const status: z.ZodMiniType<ManiphestStatus> = statusSchema

const prioritySchema = known(
  z.looseObject({
    name: z.string(),
    /** What `priority` transactions take; the first is the usual one. */
    keywords: z.array(z.string()),
    short: z.optional(z.nullable(z.string())),
    color: z.optional(z.nullable(z.string())),
    value: z.number(),
  }),
)

/** A task priority of this server. */
export interface ManiphestPriority extends z.infer<typeof prioritySchema> {}

const priority: z.ZodMiniType<ManiphestPriority> = prioritySchema

/** `null()` and `any()` and the like are functions that Phorge understands in place of a PHID. */
export interface ManiphestConstraints {
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly Phid<'TASK'>[] | undefined
  /** PHIDs, user names, `null()`, `any()`, `viewer()`. */
  readonly assigned?: readonly string[] | undefined
  readonly authorPHIDs?: readonly Phid[] | undefined
  /** `open()` and `closed()` stand for all such statuses. */
  readonly statuses?: readonly string[] | undefined
  /** Values, not keywords: 100, 90, … */
  readonly priorities?: readonly number[] | undefined
  readonly subtypes?: readonly string[] | undefined
  readonly columnPHIDs?: readonly Phid<'PCOL'>[] | undefined
  readonly hasParents?: boolean | undefined
  readonly hasSubtasks?: boolean | undefined
  readonly parentIDs?: readonly number[] | undefined
  readonly subtaskIDs?: readonly number[] | undefined
  /** This and those below: epoch seconds. */
  readonly createdStart?: number | undefined
  readonly createdEnd?: number | undefined
  readonly modifiedStart?: number | undefined
  readonly modifiedEnd?: number | undefined
  readonly closedStart?: number | undefined
  readonly closedEnd?: number | undefined
  readonly closerPHIDs?: readonly Phid[] | undefined
  /** Full text. It finds a new task only when the server has indexed it, which can take minutes. */
  readonly query?: string | undefined
  /** PHIDs, user names, `viewer()`, `members(…)`. */
  readonly subscribers?: readonly string[] | undefined
  /** PHIDs or slugs without `#`; `any(PHID)`, `not(PHID)`, `null()`. What matches nothing is not an error. */
  readonly projects?: readonly string[] | undefined
  readonly spaces?: readonly Phid<'SPCE'>[] | undefined
  /** A custom field. */
  readonly [custom: `custom.${string}`]: unknown
}

/** The builtin orders of `maniphest.search`. */
export type ManiphestOrder =
  | 'priority'
  | 'updated'
  | 'outdated'
  | 'newest'
  | 'oldest'
  | 'closed'
  | 'title'
  | 'relevance'

/** What `maniphest.search` takes. */
export interface ManiphestSearchParams
  extends ApplicationSearchParams<
    ManiphestConstraints,
    'columns' | 'subscribers' | 'projects',
    ManiphestOrder
  > {}

export const maniphestMethods = {
  /** Finds tasks. */
  search: searchMethod('maniphest.search', params<ManiphestSearchParams>(), task),
  /**
   * Changes a task, or creates one when `objectIdentifier` is left out. An empty `objectIdentifier` is refused before it
   * is sent, because Phorge takes it for a wish to create.
   */
  edit: editMethod(
    'maniphest.edit',
    params<EditParams<ManiphestTransaction>>(),
    phid('TASK'),
    maniphestTransactionTypes,
  ),
  status: {
    /** The task statuses of this server. */
    search: method(
      'maniphest.status.search',
      params<NoParams>(),
      known(z.looseObject({ data: z.array(status) })),
    ),
  },
  priority: {
    /** The task priorities of this server. */
    search: method(
      'maniphest.priority.search',
      params<NoParams>(),
      known(z.looseObject({ data: z.array(priority) })),
    ),
  },
  ...maniphestFrozen,
}
