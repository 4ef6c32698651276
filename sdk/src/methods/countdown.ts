import type { Change, DiscussedChange, SpaceChange } from './changes.ts'
import type {
  ByAge,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SpaceConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type {
  FoundObject,
  InSpace,
  ObjectFields,
  ProjectsAttachment,
  Remarkup,
  SubscribersAttachment,
} from './object.ts'
import type { EpochSeconds } from './values.ts'

/** A countdown as `countdown.search` gives it: `PhabricatorCountdown`. */
export interface Countdown
  extends FoundObject<
    'CDWN',
    ObjectFields & InSpace & { title: string; description: Remarkup; epoch: EpochSeconds },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorCountdownSearchEngine` */
export interface CountdownConstraints
  extends ObjectConstraints<'CDWN'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    Optional<{ authorPHIDs: readonly string[]; upcoming: readonly 'upcoming'[] }> {}

/** `PhabricatorCountdownEditEngine` */
export type CountdownTransaction =
  | Change<'name' | 'description', string>
  | Change<'epoch', EpochSeconds>
  | DiscussedChange
  | SpaceChange

/** The methods of Countdown. */
export interface CountdownMethods {
  /** Finds countdowns. */
  readonly search: SearchMethod<CountdownConstraints, Countdown, ByAge | 'ending' | 'unending'>
  /** Changes a countdown, or makes one. */
  readonly edit: EditMethod<'CDWN', CountdownTransaction>
}
