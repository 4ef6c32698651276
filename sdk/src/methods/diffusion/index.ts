import type { Optional } from '../constraints.ts'
import type { DiffChange } from '../differential/diff.ts'
import type { EditMethod, Method, SearchMethod } from '../method.ts'
import type { Phid } from '../values.ts'
import type {
  DiffusionCommit,
  DiffusionCommitConstraints,
  DiffusionCommitOrder,
  DiffusionCommitTransaction,
  InternalCommitConstraints,
} from './commit.ts'
import type { DiffusionFrozenMethods } from './frozen.ts'
import type {
  DiffusionRepository,
  DiffusionRepositoryConstraints,
  DiffusionRepositoryOrder,
  DiffusionRepositoryTransaction,
  DiffusionUriTransaction,
} from './repository.ts'
import type {
  AtCommit,
  BrowsedDirectory,
  CodeSymbol,
  ContentInFile,
  InRepository,
  Paged,
  PathChange,
  RepositoryBranch,
  RepositoryTag,
  ResolvedRef,
} from './working-copy.ts'

/** The methods of Diffusion. */
export interface DiffusionMethods extends DiffusionFrozenMethods {
  readonly commit: {
    /** Finds commits. */
    readonly search: SearchMethod<DiffusionCommitConstraints, DiffusionCommit, DiffusionCommitOrder>
    /** Audits a commit: accept, concern, auditors, comment. */
    readonly edit: EditMethod<'CMIT', DiffusionCommitTransaction>
  }
  readonly repository: {
    /** Finds repositories. */
    readonly search: SearchMethod<
      DiffusionRepositoryConstraints,
      DiffusionRepository,
      DiffusionRepositoryOrder
    >
    /** Changes a repository, or makes one. */
    readonly edit: EditMethod<'REPO', DiffusionRepositoryTransaction>
  }
  readonly uri: {
    /** Changes an address of a repository, or adds one. */
    readonly edit: EditMethod<'RURI', DiffusionUriTransaction>
  }
  readonly internal: {
    /** Which of the commits are ancestors of the ref. For Phorge's own use: `DiffusionInternalAncestorsConduitAPIMethod` */
    readonly ancestors: Method<
      InRepository & { readonly ref: string; readonly commits: readonly string[] },
      string[]
    >
    /** What `git diff --raw` says. For Phorge's own use: `DiffusionInternalGitRawDiffQueryConduitAPIMethod` */
    readonly gitrawdiffquery: Method<AtCommit, string>
  }
  /** Who last changed each line, by path: hashes line by line. `DiffusionBlameConduitAPIMethod` */
  readonly blame: Method<
    AtCommit & { readonly paths: readonly string[]; readonly timeout?: number | undefined },
    Record<string, string[] | null>
  >
  /** The branches of a repository. `DiffusionBranchQueryConduitAPIMethod` */
  readonly branchquery: Method<
    InRepository &
      Paged &
      Optional<{
        closed: boolean
        /** Those that have this commit. */
        contains: string
        patterns: readonly string[]
      }>,
    RepositoryBranch[]
  >
  /** A directory. `DiffusionBrowseQueryConduitAPIMethod` */
  readonly browsequery: Method<
    InRepository & Paged & Optional<{ path: string; commit: string; needValidityOnly: boolean }>,
    BrowsedDirectory
  >
  /** The parents of a commit. `DiffusionCommitParentsQueryConduitAPIMethod` */
  readonly commitparentsquery: Method<AtCommit, string[]>
  /** How one path changed. `DiffusionDiffQueryConduitAPIMethod` */
  readonly diffquery: Method<
    InRepository & { readonly path: string } & Optional<{ commit: string; encoding: string }>,
    { changes: DiffChange[]; effectiveCommit: string | null }
  >
  /** Whether there is such a commit. `DiffusionExistsQueryConduitAPIMethod` */
  readonly existsquery: Method<AtCommit, boolean>
  /** Keeps the content of a path as a file. `DiffusionFileContentQueryConduitAPIMethod` */
  readonly filecontentquery: Method<
    AtCommit & { readonly path: string } & Optional<{ timeout: number; byteLimit: number }>,
    ContentInFile
  >
  /** Finds symbols of the code. `DiffusionFindSymbolsConduitAPIMethod` */
  readonly findsymbols: Method<
    Optional<{
      name: string
      namePrefix: string
      context: string
      language: string
      type: string
      repositoryPHID: Phid<'REPO'>
    }>,
    CodeSymbol[]
  >
  /** What a linter said of files. `DiffusionGetLintMessagesConduitAPIMethod` */
  readonly getlintmessages: Method<
    {
      readonly repositoryPHID: Phid<'REPO'>
      readonly branch: string
      readonly files: readonly string[]
      readonly commit?: string | undefined
    },
    { path: string; line: string | number; code: string }[]
  >
  /** The changes of a path, newest first, and the parents of each commit. `DiffusionHistoryQueryConduitAPIMethod` */
  readonly historyquery: Method<
    AtCommit & { readonly path: string; readonly limit: number } & Optional<{
        offset: number
        /** Leaves out what this commit has already. */
        against: string
        needDirectChanges: boolean
        needChildChanges: boolean
      }>,
    { pathChanges: PathChange[]; parents: Record<string, string[]> | readonly never[] | null }
  >
  /** When paths were last modified: commits by path. `DiffusionLastModifiedQueryConduitAPIMethod` */
  readonly lastmodifiedquery: Method<
    InRepository & {
      /** Path to the commit at which to look. */
      readonly paths: Readonly<Record<string, string>>
    },
    Record<string, string>
  >
  /** Tells the server that there is something to fetch. `DiffusionLookSoonConduitAPIMethod` */
  readonly looksoon: Method<
    Optional<{
      repositories: readonly string[]
      urgency: string
      /** @deprecated Use `repositories`. */
      callsigns: readonly string[]
    }>,
    null
  >
  /** The commits that a merge brought. `DiffusionMergedCommitsQueryConduitAPIMethod` */
  readonly mergedcommitsquery: Method<AtCommit & { readonly limit?: number | undefined }, PathChange[]>
  /** The paths of all files below a path. `DiffusionQueryPathsConduitAPIMethod` */
  readonly querypaths: Method<
    AtCommit &
      Paged & {
        readonly path: string
        /** A regular expression. */
        readonly pattern?: string | undefined
      },
    string[]
  >
  /** Keeps a diff as a file. `DiffusionRawDiffQueryConduitAPIMethod` */
  readonly rawdiffquery: Method<
    AtCommit &
      Optional<{
        path: string
        linesOfContext: number
        againstCommit: string
        timeout: number
        byteLimit: number
      }>,
    ContentInFile
  >
  /** The branches and tags that point at a commit. `DiffusionRefsQueryConduitAPIMethod` */
  readonly refsquery: Method<AtCommit, { ref: string; href: string }[]>
  /** Commits by name of a branch, a tag or the like. `DiffusionResolveRefsConduitAPIMethod` */
  readonly resolverefs: Method<
    InRepository & { readonly refs: readonly string[]; readonly types?: readonly string[] | undefined },
    Record<string, ResolvedRef[]>
  >
  /** Lines that match a regular expression: path, line number and line. `DiffusionSearchQueryConduitAPIMethod` */
  readonly searchquery: Method<
    InRepository &
      Paged & { readonly path: string; readonly grep: string; readonly commit?: string | undefined },
    [path: string | null, line: string | null, text: string][]
  >
  /** The tags of a repository. `DiffusionTagsQueryConduitAPIMethod` */
  readonly tagsquery: Method<
    InRepository &
      Paged &
      Optional<{
        names: readonly string[]
        /** Those at this commit. */
        commit: string
        needMessages: boolean
      }>,
    RepositoryTag[]
  >
  /** Tells which lines tests have run: `N` none, `C` covered, `U` uncovered, `X` unreachable, per line. */
  readonly updatecoverage: Method<
    {
      readonly repositoryPHID: Phid<'REPO'>
      readonly branch: string
      readonly commit: string
      readonly coverage: Readonly<Record<string, string>>
      /** `overwrite` forgets the other paths of the branch. @default 'overwrite' */
      readonly mode?: 'overwrite' | 'update' | undefined
    },
    null
  >
}

/** Methods for Phorge's own use. */
export interface InternalMethods {
  readonly commit: {
    /** Finds commits, also those that are not imported yet: `InternalCommitSearchConduitAPIMethod`. */
    readonly search: SearchMethod<InternalCommitConstraints, DiffusionCommit, DiffusionCommitOrder>
  }
}
