import type { Optional } from './constraints.ts'
import type { Method } from './method.ts'
import type { Phid } from './values.ts'

/** What happened: `FeedQueryConduitAPIMethod`. */
export interface FeedStory {
  class: string
  epoch: string | number
  authorPHID: Phid
  chronologicalKey: string
  /** With the view `data`. */
  data?: unknown
  /** With the view `text`. */
  objectPHID?: Phid | null | undefined
  /** With the view `text`. */
  text?: string | undefined
}

/** The methods of Feed. */
export interface FeedMethods {
  /** What happened, by PHID of the story. With `html` and `html-summary` each story is HTML. */
  readonly query: Method<
    Optional<{
      filterPHIDs: readonly Phid[]
      limit: number
      /** A `chronologicalKey`. */
      after: number | string
      before: number | string
      view: 'data' | 'html' | 'html-summary' | 'text'
    }>,
    Record<string, FeedStory | string>
  >
}
