import type { Change, CustomChange, MfaChange, PolicyChange, ProjectChange } from './changes.ts'
import type { ByAge, ObjectConstraints, Optional, ProjectConstraint } from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type { FoundObject, Named, ObjectFields, ProjectsAttachment } from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** That an object may use a blueprint: `DrydockAuthorization`. */
export interface DrydockAuthorization
  extends FoundObject<
    'DRYA',
    ObjectFields & {
      blueprintPHID: Phid<'DRYB'>
      blueprintAuthorizationState: Named
      objectPHID: Phid
      objectAuthorizationState: Named
    }
  > {}

/** `DrydockAuthorizationSearchEngine` */
export interface DrydockAuthorizationConstraints
  extends ObjectConstraints<'DRYA'>,
    Optional<{ blueprintPHIDs: readonly Phid<'DRYB'>[]; objectPHIDs: readonly Phid[] }> {}

/** How resources are made: `DrydockBlueprint`. */
export interface DrydockBlueprint
  extends FoundObject<
    'DRYB',
    ObjectFields & {
      name: string
      /** `host`, `working-copy`, … */
      type: string
    },
    ProjectsAttachment
  > {}

/** `DrydockBlueprintSearchEngine` */
export interface DrydockBlueprintConstraints
  extends ObjectConstraints<'DRYB'>,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
      isDisabled: boolean
    }> {}

/** `DrydockLeaseStatus` */
export type LeaseStatus = 'pending' | 'acquired' | 'active' | 'released' | 'broken' | 'destroyed'

/** The use of a resource for a time: `DrydockLease`. */
export interface DrydockLease
  extends FoundObject<
    'DRYL',
    ObjectFields & {
      resourcePHID: Phid<'DRYR'> | null
      resourceType: string
      until: EpochSeconds | null
      ownerPHID: Phid | null
      authorizingPHID: Phid
      status: Named<LeaseStatus>
    }
  > {}

/** `DrydockLeaseSearchEngine` */
export interface DrydockLeaseConstraints
  extends ObjectConstraints<'DRYL'>,
    Optional<{
      statuses: readonly LeaseStatus[]
      ownerPHIDs: readonly Phid[]
      resourcePHIDs: readonly Phid<'DRYR'>[]
    }> {}

/** `DrydockResourceStatus` */
export type ResourceStatus = Exclude<LeaseStatus, 'acquired'>

/** A machine, a working copy: `DrydockResource`. */
export interface DrydockResource
  extends FoundObject<
    'DRYR',
    ObjectFields & { blueprintPHID: Phid<'DRYB'>; status: Named<ResourceStatus> }
  > {}

/** `DrydockResourceSearchEngine` */
export interface DrydockResourceConstraints
  extends ObjectConstraints<'DRYR'>,
    Optional<{ statuses: readonly ResourceStatus[]; blueprintPHIDs: readonly Phid<'DRYB'>[] }> {}

/** `DrydockBlueprintEditEngine`. The type is chosen when the blueprint is made, and decides which `custom.…` it has. */
export type DrydockBlueprintTransaction =
  | Change<'type' | 'name', string>
  | PolicyChange
  | ProjectChange
  | MfaChange
  | CustomChange

/** The methods of Drydock. */
export interface DrydockMethods {
  readonly authorization: {
    /** Finds which objects may use which blueprints. */
    readonly search: SearchMethod<DrydockAuthorizationConstraints, DrydockAuthorization, ByAge>
  }
  readonly blueprint: {
    /** Finds blueprints. */
    readonly search: SearchMethod<DrydockBlueprintConstraints, DrydockBlueprint, ByAge>
    /** Changes a blueprint, or makes one. */
    readonly edit: EditMethod<'DRYB', DrydockBlueprintTransaction>
  }
  readonly lease: {
    /** Finds leases. */
    readonly search: SearchMethod<DrydockLeaseConstraints, DrydockLease, ByAge>
  }
  readonly resource: {
    /** Finds resources. */
    readonly search: SearchMethod<DrydockResourceConstraints, DrydockResource, ByAge>
  }
}
