import type { Change, CustomChange, MfaChange, PolicyChange } from './changes.ts'
import type {
  ByAgeOrRelevance,
  CustomConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
} from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type { CustomFields, FoundObject, Guarded } from './object.ts'
import type { Phid } from './values.ts'

interface Labelled<Value extends string> {
  value: Value
  label: string
}

/** What a package does when its code is to be changed. */
export type AutoReview =
  | 'none'
  | 'review'
  | 'block'
  | 'subscribe'
  | 'review-always'
  | 'block-always'
  | 'subscribe-always'

/** `PhabricatorOwnersAuditRule` */
export type AuditRule = 'none' | 'unreviewed' | 'audit' | 'uninvolved-unreviewed' | 'all'

/** `PhabricatorOwnersPathsSearchEngineAttachment` */
export interface OwnersPathsAttachment {
  paths: { paths: { repositoryPHID: Phid<'REPO'>; path: string; excluded: boolean }[] }
}

/** Files and who answers for them: `PhabricatorOwnersPackage`. */
export interface OwnersPackage
  extends FoundObject<
    'OPKG',
    Guarded &
      CustomFields & {
        name: string
        description: string
        status: 'active' | 'archived'
        owners: { ownerPHID: Phid }[]
        review: Labelled<AutoReview>
        audit: Labelled<AuditRule>
        dominion: Labelled<'strong' | 'weak'> & { short: string }
        authority: Labelled<'strong' | 'weak'> & { short: string }
        /** Which paths do not count: `{ generated: true }`. */
        ignored: Record<string, boolean>
      },
    OwnersPathsAttachment
  > {}

/** `PhabricatorOwnersPackageSearchEngine` */
export interface OwnersConstraints
  extends ObjectConstraints<'OPKG'>,
    FulltextConstraint,
    CustomConstraint,
    Optional<{
      /** People and projects, and what they own through one another. */
      owners: readonly string[]
      /** Part of a name. */
      name: string
      repositories: readonly string[]
      paths: readonly string[]
      statuses: readonly ('active' | 'archived')[]
    }> {}

/** A path that belongs to a package, or not. */
export interface OwnedPath {
  readonly repositoryPHID: Phid<'REPO'>
  readonly path: string
  readonly excluded?: boolean | undefined
}

/** `PhabricatorOwnersPackageEditEngine` */
export type OwnersTransaction =
  | Change<'name' | 'description', string>
  | Change<'owners', readonly Phid[]>
  | Change<'dominion' | 'authority', 'strong' | 'weak'>
  | Change<'autoReview', AutoReview>
  | Change<'auditing', AuditRule>
  | Change<'status', 'active' | 'archived'>
  | Change<'ignored', readonly string[]>
  | Change<'paths.set', readonly OwnedPath[]>
  | PolicyChange
  | MfaChange
  | CustomChange

/** The methods of Owners. */
export interface OwnersMethods {
  /** Finds packages. */
  readonly search: SearchMethod<OwnersConstraints, OwnersPackage, ByAgeOrRelevance | 'name'>
  /** Changes a package, or makes one. */
  readonly edit: EditMethod<'OPKG', OwnersTransaction>
}
