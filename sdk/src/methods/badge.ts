import type { Change, CommentChange, MfaChange, SubscriberChange } from './changes.ts'
import type { ByAge, ObjectConstraints, Optional, SubscriberConstraint } from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type { FoundObject, ObjectFields, Policy, SubscribersAttachment } from './object.ts'
import type { Phid } from './values.ts'

/** A badge as `badge.search` gives it: `PhabricatorBadgesBadge`. */
export interface Badge
  extends FoundObject<
    'BDGE',
    ObjectFields & { name: string; creatorPHID: Phid<'USER'>; status: 'open' | 'closed' },
    SubscribersAttachment
  > {}

/** `PhabricatorBadgesSearchEngine` */
export interface BadgeConstraints
  extends ObjectConstraints<'BDGE'>,
    SubscriberConstraint,
    Optional<{
      /** Part of a name. */
      name: string
      statuses: readonly ('open' | 'closed')[]
    }> {}

/** `PhabricatorBadgesEditEngine` */
export type BadgeTransaction =
  | Change<'name' | 'flavor' | 'icon' | 'description', string>
  /** How rare it is, as text: `140` poor, `120` common, … `20` heirloom. */
  | Change<'quality', string>
  /** Who gets it, or no longer has it. */
  | Change<'award' | 'revoke', readonly Phid<'USER'>[]>
  | Change<'edit', Policy>
  | SubscriberChange
  | CommentChange
  | MfaChange

/** The methods of Badge. */
export interface BadgeMethods {
  /** Finds badges. */
  readonly search: SearchMethod<BadgeConstraints, Badge, ByAge | 'quality' | 'shoddiness'>
  /** Changes a badge, or makes one. */
  readonly edit: EditMethod<'BDGE', BadgeTransaction>
}
