import * as z from 'zod/mini'
import { type EditParams, editMethod, method, params, searchMethod } from './method.ts'
import type { ApplicationSearchParams } from './search.ts'
import {
  epoch,
  known,
  listOf,
  mapOf,
  maybeEmpty,
  type Phid,
  phid,
  policies,
  withCustomFields,
} from './values.ts'

const phids = listOf(z.looseObject({ phid: phid() }))
const ancestor = z.looseObject({ id: z.number(), phid: phid('PROJ'), name: z.string() })

const projectSchema = known(
  z.looseObject({
    id: z.number(),
    type: z.literal('PROJ'),
    phid: phid('PROJ'),
    fields: withCustomFields(
      z.looseObject({
        name: z.string(),
        /** The primary hashtag, without `#`; `null` for milestones. */
        slug: z.nullable(z.string()),
        subtype: z.optional(z.string()),
        milestone: z.nullable(z.number()),
        depth: z.number(),
        parent: z.nullable(ancestor),
        icon: z.looseObject({
          key: z.string(),
          name: z.nullable(z.string()),
          /** Of Font Awesome: `fa-briefcase`. */
          icon: z.optional(z.nullable(z.string())),
        }),
        color: z.looseObject({ key: z.string(), name: z.nullable(z.string()) }),
        /** `active` or `archived`. */
        status: z.optional(z.string()),
        spacePHID: z.optional(z.nullable(phid())),
        dateCreated: epoch,
        dateModified: epoch,
        policy: z.looseObject({ view: z.string(), edit: z.string(), join: z.optional(z.string()) }),
        description: z.optional(z.nullable(z.string())),
      }),
    ),
    attachments: maybeEmpty(
      z.looseObject({
        members: z.optional(z.looseObject({ members: phids })),
        watchers: z.optional(z.looseObject({ watchers: phids })),
        ancestors: z.optional(z.looseObject({ ancestors: listOf(ancestor) })),
      }),
    ),
  }),
)

/** A project as `project.search` gives it. Custom fields are in `fields` as `custom.<key>`. */
export interface Project extends z.infer<typeof projectSchema> {}

const project: z.ZodMiniType<Project> = projectSchema

const columnSchema = known(
  z.looseObject({
    id: z.number(),
    type: z.literal('PCOL'),
    phid: phid('PCOL'),
    fields: z.looseObject({
      name: z.string(),
      proxyPHID: z.nullable(phid()),
      project: ancestor,
      isHidden: z.optional(z.boolean()),
      isDefaultColumn: z.optional(z.boolean()),
      sequence: z.optional(z.number()),
      dateCreated: epoch,
      dateModified: epoch,
      policy: policies,
    }),
    attachments: mapOf(z.unknown()),
  }),
)

/** A column of a project's workboard. */
export interface ProjectColumn extends z.infer<typeof columnSchema> {}

const column: z.ZodMiniType<ProjectColumn> = columnSchema

/** Which projects. */
export interface ProjectConstraints {
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly Phid<'PROJ'>[] | undefined
  /** Without `#`. The answer's `maps.slugMap` tells which slug led to which project. */
  readonly slugs?: readonly string[] | undefined
  /** Part of a name. */
  readonly name?: string | undefined
  readonly members?: readonly string[] | undefined
  readonly watchers?: readonly string[] | undefined
  readonly status?: 'active' | 'archived' | 'all' | undefined
  readonly isMilestone?: boolean | undefined
  readonly isRoot?: boolean | undefined
  readonly minDepth?: number | undefined
  readonly maxDepth?: number | undefined
  readonly subtypes?: readonly string[] | undefined
  readonly icons?: readonly string[] | undefined
  readonly colors?: readonly string[] | undefined
  readonly parents?: readonly Phid<'PROJ'>[] | undefined
  readonly ancestors?: readonly Phid<'PROJ'>[] | undefined
  readonly spaces?: readonly Phid<'SPCE'>[] | undefined
  readonly query?: string | undefined
  readonly [custom: `custom.${string}`]: unknown
}

/** What `project.search` takes. */
export interface ProjectSearchParams
  extends ApplicationSearchParams<
    ProjectConstraints,
    'members' | 'watchers' | 'ancestors',
    'name' | 'newest' | 'oldest' | 'relevance'
  > {}

/** Which columns. */
export interface ProjectColumnConstraints {
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly Phid<'PCOL'>[] | undefined
  readonly projects?: readonly Phid<'PROJ'>[] | undefined
}

/** What `project.column.search` takes. */
export interface ProjectColumnSearchParams
  extends ApplicationSearchParams<ProjectColumnConstraints, never, 'newest' | 'oldest'> {}

/** One change to a project, as `project.edit` takes it. */
export type ProjectTransaction =
  | { readonly type: 'name' | 'description' | 'icon' | 'color' | 'subtype'; readonly value: string }
  /** Additional hashtags, without `#`. */
  | { readonly type: 'slugs'; readonly value: readonly string[] }
  /** The parent of a new subproject, or of a new milestone. */
  | { readonly type: 'parent' | 'milestone'; readonly value: Phid<'PROJ'> }
  /** PHIDs or user names. */
  | {
      readonly type: 'members.add' | 'members.remove' | 'members.set'
      readonly value: readonly string[]
    }
  /** Policies. */
  | { readonly type: 'view' | 'edit' | 'join'; readonly value: string }
  | { readonly type: 'space'; readonly value: Phid<'SPCE'> }
  | { readonly type: `custom.${string}`; readonly value: unknown }

const frozenProject = known(
  z.looseObject({
    id: z.union([z.string(), z.number()]),
    phid: phid('PROJ'),
    name: z.string(),
    members: z.optional(listOf(phid())),
    slugs: z.optional(listOf(z.string())),
    icon: z.optional(z.nullable(z.string())),
    color: z.optional(z.nullable(z.string())),
    profileImagePHID: z.optional(z.nullable(phid('FILE'))),
    dateCreated: z.optional(z.union([z.string(), z.number()])),
    dateModified: z.optional(z.union([z.string(), z.number()])),
  }),
)

interface FrozenProjectQuery {
  readonly ids?: readonly number[] | undefined
  readonly names?: readonly string[] | undefined
  readonly phids?: readonly Phid<'PROJ'>[] | undefined
  readonly slugs?: readonly string[] | undefined
  readonly icons?: readonly string[] | undefined
  readonly colors?: readonly string[] | undefined
  readonly status?:
    | 'status-any'
    | 'status-open'
    | 'status-closed'
    | 'status-active'
    | 'status-archived'
    | undefined
  readonly members?: readonly Phid[] | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

interface FrozenProjectCreate {
  readonly name: string
  readonly members?: readonly Phid[] | undefined
  readonly icon?: string | undefined
  readonly color?: string | undefined
  readonly tags?: readonly string[] | undefined
}

export const projectMethods = {
  /** Finds projects. */
  search: searchMethod('project.search', params<ProjectSearchParams>(), project),
  /** Changes a project, or creates one when `objectIdentifier` is left out. */
  edit: editMethod('project.edit', params<EditParams<ProjectTransaction>>(), phid('PROJ'), {
    name: true,
    description: true,
    icon: true,
    color: true,
    subtype: true,
    slugs: true,
    parent: true,
    milestone: true,
    'members.add': true,
    'members.remove': true,
    'members.set': true,
    view: true,
    edit: true,
    join: true,
    space: true,
  }),
  column: {
    /** Finds the columns of workboards. */
    search: searchMethod('project.column.search', params<ProjectColumnSearchParams>(), column),
  },
  /** @deprecated Frozen by Phorge: use `search`. */
  query: method(
    'project.query',
    params<FrozenProjectQuery>(),
    known(z.looseObject({ data: mapOf(frozenProject), slugMap: z.optional(mapOf(z.unknown())) })),
    { frozen: true },
  ),
  /** @deprecated Frozen by Phorge: use `edit`. */
  create: method('project.create', params<FrozenProjectCreate>(), frozenProject, {
    access: 'write',
    frozen: true,
  }),
}
