import type { Change, DiscussedChange, SpaceChange } from './changes.ts'
import type {
  ByAgeOrRelevance,
  FulltextConstraint,
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
  SubscribersAttachment,
} from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** A time of an event, in the viewer's time zone. */
export interface CalendarTime {
  epoch: EpochSeconds
  display: { default: string }
  /** `20261123T114100Z` */
  iso8601: string
  timezone: string
}

/** An event as `calendar.event.search` gives it: `PhabricatorCalendarEvent`. */
export interface CalendarEvent
  extends FoundObject<
    'CEVT',
    ObjectFields &
      InSpace & {
        name: string
        description: string
        isAllDay: boolean
        startDateTime: CalendarTime | null
        endDateTime: CalendarTime | null
      },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorCalendarEventSearchEngine` */
export interface CalendarEventConstraints
  extends ObjectConstraints<'CEVT'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    FulltextConstraint,
    Optional<{
      hostPHIDs: readonly string[]
      invitedPHIDs: readonly string[]
      upcoming: readonly 'upcoming'[]
      isCancelled: 'active' | 'cancelled' | 'both'
      importSourcePHIDs: readonly Phid<'CIMP'>[]
      display: 'month' | 'day' | 'list'
    }> {}

/** `PhabricatorCalendarEventEditEngine` */
export type CalendarEventTransaction =
  | Change<'name' | 'description' | 'icon', string>
  | Change<'start' | 'end' | 'until', EpochSeconds>
  | Change<'isAllDay' | 'cancelled' | 'isRecurring', boolean>
  | Change<'hostPHID', Phid<'USER'>>
  | Change<'inviteePHIDs', readonly Phid[]>
  | Change<'frequency', 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'>
  | DiscussedChange
  | SpaceChange

/** The methods of Calendar. */
export interface CalendarMethods {
  readonly event: {
    /** Finds events. */
    readonly search: SearchMethod<CalendarEventConstraints, CalendarEvent, ByAgeOrRelevance | 'start'>
    /** Changes an event, or makes one. */
    readonly edit: EditMethod<'CEVT', CalendarEventTransaction>
  }
}
