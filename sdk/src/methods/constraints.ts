import type { EpochSeconds, Phid } from './values.ts'

/** Fields that may be left out, or be `undefined`. */
export type Optional<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined }

/** Constraints of every `*.search`. */
export interface ObjectConstraints<Type extends string>
  extends Optional<{
    ids: readonly number[]
    phids: readonly Phid<Type>[]
  }> {}

/** Where objects can be subscribed to (`PhabricatorSubscriptionsSearchEngineExtension`). */
export interface SubscriberConstraint
  extends Optional<{
    /** PHIDs, user names, `viewer()`, `members(…)`. */
    subscribers: readonly string[]
  }> {}

/** Where objects have projects (`PhabricatorProjectsSearchEngineExtension`). */
export interface ProjectConstraint
  extends Optional<{
    /** PHIDs or slugs without `#`; `any(PHID)`, `not(PHID)`, `null()`. What matches nothing is not an error. */
    projects: readonly string[]
  }> {}

/** Where objects are in spaces, on servers that have any (`PhabricatorSpacesSearchEngineExtension`). */
export interface SpaceConstraint
  extends Optional<{
    spaces: readonly Phid<'SPCE'>[]
  }> {}

/** Where objects are in the index (`PhabricatorFulltextInterface`). */
export interface FulltextConstraint
  extends Optional<{
    /** Full text. It finds a new object only when the server has indexed it, which can take minutes. */
    query: string
  }> {}

/** Each of these and the limits themselves. */
export interface CreatedConstraint
  extends Optional<{
    createdStart: EpochSeconds
    createdEnd: EpochSeconds
  }> {}

/** Custom fields of this server that can be searched. */
export interface CustomConstraint {
  readonly [custom: `custom.${string}`]: unknown
}

/** The orders that every search has. */
export type ByAge = 'newest' | 'oldest'

/** The orders of a search that has full text. `relevance` needs a `query`. */
export type ByAgeOrRelevance = ByAge | 'relevance'
