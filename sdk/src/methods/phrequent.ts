import type { Optional } from './constraints.ts'
import type { Method, NoParams } from './method.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** What the viewer works on: `PhrequentTrackingConduitAPIMethod`. */
export interface TrackedObject {
  phid: Phid
  /** Seconds. */
  time: number
  ongoing: boolean
}

/** The methods of Phrequent. */
export interface PhrequentMethods {
  /** Starts to count time for an object. `PhrequentPushConduitAPIMethod` */
  readonly push: Method<{ readonly objectPHID: Phid } & Optional<{ startTime: EpochSeconds }>, Phid | null>
  /** Stops to count time, for the last object if none is named. `PhrequentPopConduitAPIMethod` */
  readonly pop: Method<Optional<{ objectPHID: Phid; stopTime: EpochSeconds; note: string }>, Phid | null>
  /** What is counted at the moment. */
  readonly tracking: Method<NoParams, { data: TrackedObject[] }>
}
