import type { PagedMethod } from './method.ts'
import type { SearchParams } from './search.ts'
import type { Phid } from './values.ts'

/** `EdgeSearchConduitAPIMethod`: those of Phorge's `PhabricatorEdgeType` which have a name over Conduit. */
export type EdgeType =
  | 'commit.revision'
  | 'commit.task'
  | 'mention'
  | 'mentioned-in'
  | 'revision.child'
  | 'revision.commit'
  | 'revision.parent'
  | 'revision.task'
  | 'task.commit'
  | 'task.duplicate'
  | 'task.merged-in'
  | 'task.parent'
  | 'task.revision'
  | 'task.subtask'

/** What `edge.search` takes. */
export interface EdgeParams extends SearchParams {
  readonly sourcePHIDs: readonly Phid[]
  readonly types: readonly EdgeType[]
  readonly destinationPHIDs?: readonly Phid[] | undefined
}

/** How one object is related to another. */
export interface Edge {
  sourcePHID: Phid
  edgeType: EdgeType
  destinationPHID: Phid
}

/** The methods of Edge. */
export interface EdgeMethods {
  /** Finds what objects are related to. */
  readonly search: PagedMethod<EdgeParams, Edge>
}
