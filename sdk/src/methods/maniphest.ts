import * as z from 'zod/mini'
import type {
  TaskCustomConstraint,
  TaskCustomFields,
  TaskPriorityValue,
  TaskStatusValue,
  TaskSubtype,
} from '../server-types/server-types.ts'
import type {
  CreatedConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SpaceConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { ManiphestFrozenMethods } from './maniphest-frozen.ts'
import type { ManiphestTransaction } from './maniphest-transactions.ts'
import type { EditMethod, Method, NoParams, SearchMethod } from './method.ts'
import { page } from './search.ts'
import { type EpochSeconds, epoch, known, listOf, maybeEmpty, type Phid, phid } from './values.ts'

function withCustomFields<Schema extends z.ZodMiniType>(
  schema: Schema,
): z.ZodMiniType<z.infer<Schema> & TaskCustomFields> {
  return schema as z.ZodMiniType<z.infer<Schema> & TaskCustomFields>
}

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
        /** Subtasks. */
        dependsOn: z.optional(z.looseObject({ taskPHIDs: listOf(phid('TASK')) })),
        /** Parent tasks. */
        dependedOnBy: z.optional(z.looseObject({ taskPHIDs: listOf(phid('TASK')) })),
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

/**
 * `ManiphestTaskSearchEngine`. `none()` and `any()` and the like are functions that Phorge understands in place of a PHID.
 */
export interface ManiphestConstraints
  extends ObjectConstraints<'TASK'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    FulltextConstraint,
    CreatedConstraint,
    TaskCustomConstraint,
    Optional<{
      /** PHIDs, user names, `none()`, `any()`, `viewer()`. */
      assigned: readonly string[]
      authorPHIDs: readonly Phid[]
      /** `open()` and `closed()` stand for all such statuses. */
      statuses: readonly (TaskStatusValue | 'open()' | 'closed()')[]
      /** Values, not keywords: 100, 90, … */
      priorities: readonly TaskPriorityValue[]
      subtypes: readonly TaskSubtype[]
      columnPHIDs: readonly Phid<'PCOL'>[]
      hasParents: boolean
      hasSubtasks: boolean
      parentIDs: readonly number[]
      subtaskIDs: readonly number[]
      group: 'priority' | 'assigned' | 'status' | 'project' | 'none'
      modifiedStart: EpochSeconds
      modifiedEnd: EpochSeconds
      closedStart: EpochSeconds
      closedEnd: EpochSeconds
      closerPHIDs: readonly Phid[]
    }> {}

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
export type ManiphestSearchParams = SearchMethod<
  ManiphestConstraints,
  ManiphestTask,
  ManiphestOrder
>['params']

const statuses = listOf(z.string())

/** Results that are read field by field. */
export const maniphestResults = {
  'maniphest.search': page(task),
  'maniphest.status.search': known(z.looseObject({ data: z.array(status) })),
  'maniphest.priority.search': known(z.looseObject({ data: z.array(priority) })),
  // The closed ones begin with number 1, so that PHP writes them as a map.
  'maniphest.querystatuses': z.looseObject({ openStatuses: statuses, closedStatuses: statuses }),
}

/** The methods of Maniphest. */
export interface ManiphestMethods extends ManiphestFrozenMethods {
  /** Finds tasks. */
  readonly search: SearchMethod<ManiphestConstraints, ManiphestTask, ManiphestOrder>
  /**
   * Changes a task, or creates one when `objectIdentifier` is left out. An empty `objectIdentifier` is refused before it
   * is sent, because Phorge takes it for a wish to create.
   */
  readonly edit: EditMethod<'TASK', ManiphestTransaction>
  readonly status: {
    /** The task statuses of this server. */
    readonly search: Method<NoParams, { data: ManiphestStatus[] }>
  }
  readonly priority: {
    /** The task priorities of this server. */
    readonly search: Method<NoParams, { data: ManiphestPriority[] }>
  }
}
