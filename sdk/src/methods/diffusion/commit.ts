import type {
  Change,
  CommentChange,
  CustomChange,
  ListChange,
  MfaChange,
  ProjectChange,
  SubscriberChange,
} from '../changes.ts'
import type {
  ByAgeOrRelevance,
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
  Guarded,
  Named,
  ProjectsAttachment,
  SubscribersAttachment,
} from '../object.ts'
import type { EpochSeconds, Phid } from '../values.ts'

/** `DiffusionCommitAuditStatus` */
export type AuditStatus =
  | 'none'
  | 'needs-audit'
  | 'concern-raised'
  | 'partially-audited'
  | 'audited'
  | 'needs-verification'

/** Who wrote a commit, or committed it: as the repository says, and which user that is. */
export interface CommitPerson {
  name: string | null
  email: string | null
  raw: string | null
  epoch: EpochSeconds | null
  identityPHID: Phid<'RIDT'> | null
  userPHID: Phid<'USER'> | null
}

/** `DiffusionAuditorsSearchEngineAttachment` */
export interface AuditorsAttachment {
  auditors: { auditors: { auditorPHID: Phid; status: string }[] }
}

/** What Phorge knows of a commit: `PhabricatorRepositoryCommit`. */
export interface DiffusionCommitFields {
  /** The hash; in Subversion the revision. */
  identifier: string
  repositoryPHID: Phid<'REPO'>
  author: CommitPerson
  committer: CommitPerson
  isUnreachable: boolean
  isImported: boolean
  auditStatus: Named<AuditStatus> & { closed: boolean; 'color.ansi': string | null }
  message: string
}

/** A commit as `diffusion.commit.search` gives it. */
export interface DiffusionCommit
  extends FoundObject<
    'CMIT',
    Guarded & CustomFields & DiffusionCommitFields,
    AuditorsAttachment & SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhabricatorCommitSearchEngine` */
export interface DiffusionCommitConstraints
  extends ObjectConstraints<'CMIT'>,
    SubscriberConstraint,
    ProjectConstraint,
    FulltextConstraint,
    CustomConstraint,
    Optional<{
      /** Whose turn it is: PHIDs, user names, `viewer()`. */
      responsible: readonly string[]
      authors: readonly string[]
      /** People, projects or packages. */
      auditors: readonly string[]
      statuses: readonly AuditStatus[]
      repositories: readonly string[]
      packages: readonly string[]
      unreachable: boolean
      /** Whether it is on a permanent branch. */
      permanent: boolean
      ancestorsOf: readonly string[]
      /** Hashes, or names such as `rP1234abcd`. */
      identifiers: readonly string[]
      bucket: 'none' | 'action'
    }> {}

/** `DiffusionInternalCommitSearchEngine` */
export interface InternalCommitConstraints
  extends ObjectConstraints<'CMIT'>,
    SubscriberConstraint,
    ProjectConstraint,
    FulltextConstraint,
    Optional<{ repositoryPHIDs: readonly string[] }> {}

/** By date of import: `importnew`, `importold`. */
export type DiffusionCommitOrder = ByAgeOrRelevance | 'importnew' | 'importold'

/** `DiffusionCommitEditEngine`. Commits cannot be created. */
export type DiffusionCommitTransaction =
  | ListChange<'auditors', Phid>
  | Change<'accept' | 'concern' | 'verify' | 'resign', boolean>
  | ProjectChange
  | SubscriberChange
  | CommentChange
  | MfaChange
  | CustomChange
