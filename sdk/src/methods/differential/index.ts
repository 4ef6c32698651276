import type { ByAge, Optional } from '../constraints.ts'
import type { EditMethod, Method, SearchMethod } from '../method.ts'
import type { Phid } from '../values.ts'
import type {
  CreateDiffParams,
  CreatedDiff,
  DifferentialChangeset,
  DifferentialChangesetConstraints,
  DifferentialDiff,
  DifferentialDiffConstraints,
} from './diff.ts'
import type { DifferentialFrozenMethods } from './frozen.ts'
import type {
  DifferentialRevision,
  DifferentialRevisionConstraints,
  DifferentialRevisionOrder,
  DifferentialRevisionTransaction,
} from './revision.ts'

/** An inline comment that is not published yet. */
export interface InlineComment {
  id: string | number
  authorPHID: Phid<'USER'>
  filePath: string | null
  isNewFile: boolean | string | number
  lineNumber: number | string
  lineLength: number | string
  diffID: number | string | null
  content: string
}

/** What a commit message says, as fields of a revision. */
export interface ParsedCommitMessage {
  /** Why the message would be refused, for people. */
  errors: string[]
  /** `title`, `summary`, `testPlan`, `reviewerPHIDs`, `revisionID`, … */
  fields: Record<string, unknown>
  revisionIDFieldInfo: { value: number | null; validDomain: string }
  /** What `differential.revision.edit` takes. */
  transactions: { type: string; value: unknown }[]
}

/** The methods of Differential. */
export interface DifferentialMethods extends DifferentialFrozenMethods {
  readonly revision: {
    /** Finds code revisions. */
    readonly search: SearchMethod<
      DifferentialRevisionConstraints,
      DifferentialRevision,
      DifferentialRevisionOrder
    >
    /** Changes a revision, or makes one of a diff when `objectIdentifier` is left out. */
    readonly edit: EditMethod<'DREV', DifferentialRevisionTransaction>
  }
  readonly diff: {
    /** Finds diffs: the versions of a revision. */
    readonly search: SearchMethod<DifferentialDiffConstraints, DifferentialDiff, ByAge>
  }
  readonly changeset: {
    /** Finds the files of diffs. */
    readonly search: SearchMethod<DifferentialChangesetConstraints, DifferentialChangeset, ByAge>
  }
  /** Makes a diff of changes in arcanist's form. `DifferentialCreateDiffConduitAPIMethod` */
  readonly creatediff: Method<CreateDiffParams, { diffid: number | string; phid: Phid<'DIFF'>; uri: string }>
  /** Makes a diff of the output of `git diff` and the like. `DifferentialCreateRawDiffConduitAPIMethod` */
  readonly createrawdiff: Method<
    { readonly diff: string } & Optional<{ repositoryPHID: Phid<'REPO'>; viewPolicy: string }>,
    CreatedDiff
  >
  /**
   * Drafts an inline comment of the viewer. Either `revisionID` or `diffID` is needed.
   * `DifferentialCreateInlineConduitAPIMethod`
   */
  readonly createinline: Method<
    {
      readonly filePath: string
      readonly isNewFile: boolean
      readonly lineNumber: number
      readonly content: string
    } & Optional<{
      revisionID: number
      diffID: number
      /** Lines beyond the first. */
      lineLength: number
    }>,
    InlineComment
  >
  /** The commit message of a revision, or a template for a new one. `DifferentialGetCommitMessageConduitAPIMethod` */
  readonly getcommitmessage: Method<
    Optional<{
      revision_id: number
      fields: Readonly<Record<string, unknown>>
      edit: 'edit' | 'create'
    }>,
    string
  >
  /** The paths that a commit of the revision touches. `DifferentialGetCommitPathsConduitAPIMethod` */
  readonly getcommitpaths: Method<{ readonly revision_id: number }, string[]>
  /** The diff as text that `git apply` takes. `DifferentialGetRawDiffConduitAPIMethod` */
  readonly getrawdiff: Method<{ readonly diffID: number }, string>
  /** Reads the fields out of a commit message. `DifferentialParseCommitMessageConduitAPIMethod` */
  readonly parsecommitmessage: Method<
    {
      readonly corpus: string
      /** Missing fields are then no errors. */
      readonly partial?: boolean | undefined
    },
    ParsedCommitMessage
  >
  /** Keeps a value with a diff. `DifferentialSetDiffPropertyConduitAPIMethod` */
  readonly setdiffproperty: Method<
    {
      readonly diff_id: number
      readonly name: string
      /** JSON, as text. */
      readonly data: string
    },
    null
  >
}
