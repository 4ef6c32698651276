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
  SubscribersAttachment,
} from './object.ts'

/** A short link: `PhabricatorPhurlURL`. */
export interface Phurl
  extends FoundObject<
    'PHRL',
    ObjectFields &
      InSpace & {
        name: string
        alias: string | null
        description: string
        urls: { long: string; short: string }
      },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorPhurlURLSearchEngine` */
export interface PhurlConstraints
  extends ObjectConstraints<'PHRL'>,
    SubscriberConstraint,
    ProjectConstraint,
    SpaceConstraint,
    Optional<{
      authorPHIDs: readonly string[]
      /** Part of a name. */
      name: string
      aliases: readonly string[]
      longurls: readonly string[]
    }> {}

/** `PhabricatorPhurlURLEditEngine`. A new one needs `name`, `url` and `alias`. */
export type PhurlTransaction =
  | Change<'name' | 'url' | 'alias' | 'description', string>
  | DiscussedChange
  | SpaceChange

/** The methods of Phurls. */
export interface PhurlsMethods {
  /** Finds short links. */
  readonly search: SearchMethod<PhurlConstraints, Phurl, ByAge>
  /** Changes a short link, or makes one. */
  readonly edit: EditMethod<'PHRL', PhurlTransaction>
}
