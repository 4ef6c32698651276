import type { Optional } from '../constraints.ts'
import type { Method } from '../method.ts'
import type { Phid, PhpMap } from '../values.ts'
import type { FrozenDiff } from './diff.ts'

/** A revision as `differential.query` gives it: numbers are strings. */
export interface FrozenRevision {
  id: string
  phid: Phid<'DREV'>
  title: string
  uri: string
  dateCreated: string
  dateModified: string
  authorPHID: Phid<'USER'>
  /** A number as text: 0 needs review, 1 needs revision, 2 accepted, 3 closed, 4 abandoned, … */
  status: string
  statusName: string
  properties: PhpMap<unknown>
  branch: string | null
  summary: string
  testPlan: string
  lineCount: string | null
  activeDiffPHID: Phid<'DIFF'>
  diffs: string[]
  commits: Phid<'CMIT'>[]
  reviewers: PhpMap<Phid>
  ccs: Phid[]
  /** Pairs of a type (`gtcm`, `gttr`, `hgcm`) and a hash. */
  hashes: [type: string, hash: string][]
  auxiliary: PhpMap<unknown>
  repositoryPHID: Phid<'REPO'> | null
  /** Of the viewer's own revisions only. */
  sourcePath?: string | null | undefined
}

/** `DifferentialQueryConduitAPIMethod` */
export interface FrozenRevisionQuery
  extends Optional<{
    authors: readonly Phid[]
    ccs: readonly Phid[]
    reviewers: readonly Phid[]
    commitHashes: readonly (readonly [type: 'gtcm' | 'gttr' | 'hgcm', hash: string])[]
    status:
      | 'status-any'
      | 'status-open'
      | 'status-accepted'
      | 'status-needs-review'
      | 'status-needs-revision'
      | 'status-closed'
      | 'status-abandoned'
    order: 'order-modified' | 'order-created'
    limit: number
    offset: number
    ids: readonly number[]
    phids: readonly Phid<'DREV'>[]
    subscribers: readonly Phid[]
    responsibleUsers: readonly Phid[]
    branches: readonly string[]
  }> {}

/** What was made or changed: the number and the address of a revision. */
export interface WrittenRevision {
  revisionid: number | string
  uri: string
}

/** `DifferentialGetRevisionConduitAPIMethod` */
export interface OldRevision {
  id: string
  phid: Phid<'DREV'>
  authorPHID: Phid<'USER'>
  uri: string
  title: string
  status: number | string
  statusName: string
  summary: string
  testPlan: string
  lineCount: string | null
  reviewerPHIDs: Phid[]
  /** By number. */
  diffs: PhpMap<FrozenDiff>
  commits: { fullname: string; dateCommitted: number | string }[]
  auxiliary: PhpMap<unknown>
}

/** `DifferentialGetRevisionCommentsConduitAPIMethod` */
export interface OldRevisionComment {
  revisionID: string
  action: string
  authorPHID: Phid
  dateCreated: string
  content: string | null
  inlines?: unknown
}

/** Older methods, kept by Phorge for old clients. */
export interface DifferentialFrozenMethods {
  /** @deprecated Deprecated by Phorge: use `revision.edit` with `close`. */
  readonly close: Method<{ readonly revisionID: number }, null>
  /** @deprecated Deprecated by Phorge: use `revision.edit` with `comment`. */
  readonly createcomment: Method<
    { readonly revision_id: number } & Optional<{
      message: string
      action: 'comment' | 'none' | 'accept' | 'reject' | 'resign' | 'request_review' | 'rethink'
    }>,
    WrittenRevision
  >
  /** @deprecated Deprecated by Phorge: use `revision.edit` without `objectIdentifier`. */
  readonly createrevision: Method<
    { readonly diffid: number; readonly fields: Readonly<Record<string, unknown>> },
    WrittenRevision
  >
  /** @deprecated Frozen by Phorge: use `revision.edit`. */
  readonly updaterevision: Method<
    {
      readonly id: number
      readonly diffid: number
      readonly fields: Readonly<Record<string, unknown>>
      readonly message: string
    },
    WrittenRevision
  >
  /** @deprecated Deprecated by Phorge: use `diff.search`. */
  readonly getalldiffs: Method<
    { readonly revision_ids: readonly number[] },
    { revision_id: string; diff_id: string }[]
  >
  /** @deprecated Deprecated by Phorge: use `diff.search`. */
  readonly getdiff: Method<Optional<{ revision_id: number; diff_id: number }>, FrozenDiff>
  /** @deprecated Deprecated by Phorge: use `revision.search`. */
  readonly getrevision: Method<{ readonly revision_id: number }, OldRevision>
  /** @deprecated Deprecated by Phorge: use `transaction.search`. By number of the revision. */
  readonly getrevisioncomments: Method<
    { readonly ids: readonly number[]; readonly inlines?: boolean | undefined },
    Record<string, OldRevisionComment[]>
  >
  /** @deprecated Frozen by Phorge: use `revision.search`. */
  readonly query: Method<FrozenRevisionQuery, FrozenRevision[]>
  /** @deprecated Frozen by Phorge: use `diff.search`. By number of the diff. */
  readonly querydiffs: Method<
    Optional<{ ids: readonly number[]; revisionIDs: readonly number[] }>,
    Record<string, FrozenDiff>
  >
}
