import type {
  ByAge,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SpaceConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { Method, SearchMethod } from './method.ts'
import type {
  FoundObject,
  InSpace,
  ObjectFields,
  ProjectsAttachment,
  SubscribersAttachment,
} from './object.ts'
import type { Phid } from './values.ts'

/** A poll as `slowvote.poll.search` gives it: `PhabricatorSlowvotePoll`. */
export interface Poll
  extends FoundObject<
    'POLL',
    ObjectFields &
      InSpace & {
        /** The question. */
        name: string
        authorPHID: Phid<'USER'>
      },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorSlowvoteSearchEngine` */
export interface PollConstraints
  extends ObjectConstraints<'POLL'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    Optional<{ authorPHIDs: readonly string[]; statuses: readonly ('open' | 'closed')[] }> {}

/** The methods of Slowvote. */
export interface SlowvoteMethods {
  readonly poll: {
    /** Finds polls. */
    readonly search: SearchMethod<PollConstraints, Poll, ByAge>
  }
  /** @deprecated Deprecated by Phorge: use `poll.search`. */
  readonly info: Method<
    { readonly poll_id: number },
    { id: string | number; phid: Phid<'POLL'>; authorPHID: Phid<'USER'>; question: string; uri: string }
  >
}
