import type { Change, MfaChange, PolicyChange, ProjectChange } from './changes.ts'
import type {
  ByAgeOrRelevance,
  FulltextConstraint,
  ObjectConstraints,
  ProjectConstraint,
} from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type { FoundObject, ObjectFields, ProjectsAttachment } from './object.ts'

/** A portal as `portal.search` gives it: `PhabricatorDashboardPortal`. It does not tell its name. */
export interface Portal extends FoundObject<'PRTL', ObjectFields, ProjectsAttachment> {}

/** `PhabricatorDashboardPortalSearchEngine` */
export interface PortalConstraints extends ObjectConstraints<'PRTL'>, ProjectConstraint, FulltextConstraint {}

/** `PhabricatorDashboardPortalEditEngine` */
export type PortalTransaction = Change<'name', string> | PolicyChange | ProjectChange | MfaChange

/** The methods of Portal. */
export interface PortalMethods {
  /** Finds portals. */
  readonly search: SearchMethod<PortalConstraints, Portal, ByAgeOrRelevance>
  /** Changes a portal, or makes one. */
  readonly edit: EditMethod<'PRTL', PortalTransaction>
}
