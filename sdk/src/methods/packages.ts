import type { Change, MfaChange, PolicyChange, ProjectChange, SubscriberChange } from './changes.ts'
import type {
  ByAge,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type {
  FoundObject,
  ObjectFields,
  Policy,
  ProjectsAttachment,
  SubscribersAttachment,
} from './object.ts'
import type { Phid } from './values.ts'

interface PackageConstraint<Type extends string>
  extends ObjectConstraints<Type>,
    SubscriberConstraint,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
    }> {}

type PackageAttachments = SubscribersAttachment & ProjectsAttachment

/** `PhabricatorPackagesPackage` */
export interface PackagesPackage
  extends FoundObject<
    'PPAK',
    ObjectFields & {
      name: string
      packageKey: string
      fullKey: string
      publisher: { id: number; phid: Phid<'PPUB'>; name: string; publisherKey: string }
    },
    PackageAttachments
  > {}

/** `PhabricatorPackagesPackageSearchEngine` */
export interface PackagesPackageConstraints
  extends PackageConstraint<'PPAK'>,
    Optional<{ publisherPHIDs: readonly string[] }> {}

/** `PhabricatorPackagesPublisher` */
export interface PackagesPublisher
  extends FoundObject<'PPUB', ObjectFields & { name: string; publisherKey: string }, PackageAttachments> {}

/** `PhabricatorPackagesPublisherSearchEngine` */
export interface PackagesPublisherConstraints extends PackageConstraint<'PPUB'> {}

/** `PhabricatorPackagesVersion` */
export interface PackagesVersion
  extends FoundObject<'PVER', ObjectFields & { name: string }, PackageAttachments> {}

/** `PhabricatorPackagesVersionSearchEngine` */
export interface PackagesVersionConstraints
  extends PackageConstraint<'PVER'>,
    Optional<{ packagePHIDs: readonly string[] }> {}

/** `PhabricatorPackagesPackageEditEngine`. Publisher and key are chosen on the page where a package is made. */
export type PackagesPackageTransaction =
  | Change<'name', string>
  | PolicyChange
  | ProjectChange
  | SubscriberChange
  | MfaChange

/** `PhabricatorPackagesPublisherEditEngine` */
export type PackagesPublisherTransaction =
  | Change<'name', string>
  | Change<'edit', Policy>
  | ProjectChange
  | SubscriberChange
  | MfaChange

/** `PhabricatorPackagesVersionEditEngine` */
export type PackagesVersionTransaction = ProjectChange | SubscriberChange | MfaChange

/** The methods of Packages. */
export interface PackagesMethods {
  readonly package: {
    /** Finds packages. */
    readonly search: SearchMethod<PackagesPackageConstraints, PackagesPackage, ByAge>
    /** Changes a package. */
    readonly edit: EditMethod<'PPAK', PackagesPackageTransaction>
  }
  readonly publisher: {
    /** Finds publishers of packages. */
    readonly search: SearchMethod<PackagesPublisherConstraints, PackagesPublisher, ByAge>
    /** Changes a publisher. */
    readonly edit: EditMethod<'PPUB', PackagesPublisherTransaction>
  }
  readonly version: {
    /** Finds versions of packages. */
    readonly search: SearchMethod<PackagesVersionConstraints, PackagesVersion, ByAge>
    /** Changes a version. */
    readonly edit: EditMethod<'PVER', PackagesVersionTransaction>
  }
}
