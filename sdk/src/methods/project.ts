import * as z from 'zod/mini'
import type { Change, CustomChange, ListChange, MfaChange, SpaceChange } from './changes.ts'
import type {
  ByAge,
  ByAgeOrRelevance,
  CustomConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  SpaceConstraint,
} from './constraints.ts'
import type { EditMethod, Method, SearchMethod } from './method.ts'
import type { Policy } from './object.ts'
import { page } from './search.ts'
import {
  epoch,
  known,
  listOf,
  maybeEmpty,
  type Phid,
  type PhpMap,
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
        slugs: z.optional(z.looseObject({ slugs: listOf(z.looseObject({ slug: z.string() })) })),
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
    attachments: maybeEmpty(z.looseObject({})),
  }),
)

/** A column of a project's workboard. */
export interface ProjectColumn extends z.infer<typeof columnSchema> {}

const column: z.ZodMiniType<ProjectColumn> = columnSchema

/** Results that are read field by field. */
export const projectResults = { 'project.search': page(project), 'project.column.search': page(column) }

/** `PhabricatorProjectSearchEngine` */
export interface ProjectConstraints
  extends ObjectConstraints<'PROJ'>,
    SpaceConstraint,
    FulltextConstraint,
    CustomConstraint,
    Optional<{
      /** Without `#`. The answer's `maps.slugMap` tells which slug led to which project. */
      slugs: readonly string[]
      /** Part of a name. */
      name: string
      members: readonly string[]
      watchers: readonly string[]
      status: 'active' | 'archived' | 'all'
      isMilestone: boolean
      isRoot: boolean
      minDepth: number
      maxDepth: number
      subtypes: readonly string[]
      icons: readonly string[]
      colors: readonly string[]
      parents: readonly Phid<'PROJ'>[]
      ancestors: readonly Phid<'PROJ'>[]
    }> {}

/** What `project.search` takes. */
export type ProjectSearchParams = ProjectMethods['search']['params']

/** What `project.column.search` takes. */
export type ProjectColumnSearchParams = ProjectMethods['column']['search']['params']

/** `PhabricatorProjectColumnSearchEngine` */
export interface ProjectColumnConstraints
  extends ObjectConstraints<'PCOL'>,
    Optional<{ projects: readonly Phid<'PROJ'>[] }> {}

/** One change to a project, as `project.edit` takes it: `PhabricatorProjectEditEngine`. */
export type ProjectTransaction =
  | Change<'name' | 'description' | 'icon' | 'color' | 'subtype', string>
  /** Additional hashtags, without `#`. */
  | Change<'slugs', readonly string[]>
  /** The parent of a new subproject, or of a new milestone. */
  | Change<'parent' | 'milestone', Phid<'PROJ'>>
  /** PHIDs or user names. */
  | ListChange<'members', string>
  | Change<'view' | 'edit' | 'join', Policy>
  | SpaceChange
  | MfaChange
  | CustomChange

/** A project as `project.query` gives it. */
export interface FrozenProject {
  id: string | number
  phid: Phid<'PROJ'>
  name: string
  members?: Phid[] | undefined
  slugs?: string[] | undefined
  icon?: string | null | undefined
  color?: string | null | undefined
  profileImagePHID?: Phid<'FILE'> | null | undefined
  dateCreated?: string | number | undefined
  dateModified?: string | number | undefined
}

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

/** The methods of Project. */
export interface ProjectMethods {
  /** Finds projects. */
  readonly search: SearchMethod<ProjectConstraints, Project, ByAgeOrRelevance | 'name'>
  /** Changes a project, or creates one when `objectIdentifier` is left out. */
  readonly edit: EditMethod<'PROJ', ProjectTransaction>
  readonly column: {
    /** Finds the columns of workboards. */
    readonly search: SearchMethod<ProjectColumnConstraints, ProjectColumn, ByAge>
  }
  /** @deprecated Deprecated by Phorge: use `search`. Projects by PHID. */
  readonly query: Method<
    FrozenProjectQuery,
    { data: PhpMap<FrozenProject>; slugMap?: PhpMap<Phid<'PROJ'>> | undefined }
  >
  /** @deprecated Deprecated by Phorge: use `edit` without `objectIdentifier`. */
  readonly create: Method<FrozenProjectCreate, FrozenProject>
}
