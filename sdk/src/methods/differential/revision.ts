import type { Change, CustomChange, DiscussedChange, ListChange } from '../changes.ts'
import type {
  ByAgeOrRelevance,
  CreatedConstraint,
  CustomConstraint,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SubscriberConstraint,
} from '../constraints.ts'
import type {
  CustomFields,
  FoundObject,
  Named,
  ObjectFields,
  ProjectsAttachment,
  SubscribersAttachment,
} from '../object.ts'
import type { EpochSeconds, Phid } from '../values.ts'

/** `DifferentialRevisionStatus` */
export type RevisionStatus =
  | 'needs-review'
  | 'needs-revision'
  | 'changes-planned'
  | 'accepted'
  | 'published'
  | 'abandoned'
  | 'draft'

/** `DifferentialReviewersSearchEngineAttachment` */
export interface ReviewersAttachment {
  reviewers: {
    reviewers: {
      reviewerPHID: Phid
      /** `added`, `accepted`, `rejected`, `blocking`, `resigned`, … */
      status: string
      isBlocking: boolean
      /** Who acted for a project or package. */
      actorPHID: Phid | null
    }[]
  }
}

/** A code revision as `differential.revision.search` gives it: `DifferentialRevision`. */
export interface DifferentialRevision
  extends FoundObject<
    'DREV',
    ObjectFields &
      CustomFields & {
        title: string
        uri: string
        authorPHID: Phid<'USER'>
        status: Named<RevisionStatus> & { closed: boolean; 'color.ansi': string | null }
        repositoryPHID: Phid<'REPO'> | null
        diffPHID: Phid<'DIFF'> | null
        /** Remarkup. */
        summary: string
        testPlan: string
        isDraft: boolean
        holdAsDraft: boolean
      },
    ReviewersAttachment & SubscribersAttachment & ProjectsAttachment
  > {}

/** `DifferentialRevisionSearchEngine` */
export interface DifferentialRevisionConstraints
  extends ObjectConstraints<'DREV'>,
    SubscriberConstraint,
    ProjectConstraint,
    FulltextConstraint,
    CreatedConstraint,
    CustomConstraint,
    Optional<{
      /** Whose turn it is: PHIDs, user names, `viewer()`. */
      responsiblePHIDs: readonly string[]
      authorPHIDs: readonly string[]
      /** People, projects or packages. */
      reviewerPHIDs: readonly string[]
      repositoryPHIDs: readonly string[]
      /** `open()` and `closed()` stand for all such statuses. */
      statuses: readonly (RevisionStatus | 'open()' | 'closed()')[]
      modifiedStart: EpochSeconds
      modifiedEnd: EpochSeconds
      affectedPaths: readonly string[]
      bucket: 'none' | 'action'
    }> {}

/** The builtin orders of `differential.revision.search`. */
export type DifferentialRevisionOrder = ByAgeOrRelevance | 'updated' | 'outdated'

/** What one does to a revision, where its state allows it: `DifferentialRevisionActionTransaction`. */
export type RevisionAction =
  | 'plan-changes'
  | 'request-review'
  | 'close'
  | 'reopen'
  | 'abandon'
  | 'accept'
  | 'reclaim'
  | 'reject'
  | 'commandeer'
  | 'resign'
  | 'draft'

/** `DifferentialRevisionEditEngine`. A new revision needs `update` and `title`. */
export type DifferentialRevisionTransaction =
  | Change<'update', Phid<'DIFF'>>
  | Change<'title' | 'summary' | 'testPlan', string>
  | Change<'author', Phid<'USER'>>
  /** PHIDs; `blocking(PHID)` for reviewers without whom it cannot be accepted. */
  | ListChange<'reviewers', string>
  | Change<'repositoryPHID', Phid<'REPO'>>
  | ListChange<'tasks', Phid<'TASK'>>
  | ListChange<'parents' | 'children', Phid<'DREV'>>
  | Change<RevisionAction, boolean>
  | Change<'phabricator:auditors', readonly Phid[]>
  | DiscussedChange
  | CustomChange
