import type { Optional } from '../constraints.ts'
import type { EpochSeconds, Phid, PhpMap } from '../values.ts'

/** What the methods that look into a working copy have in common: `DiffusionQueryConduitAPIMethod`. */
export interface InRepository
  extends Optional<{
    /** A callsign, short name, monogram, number or PHID. */
    repository: string
    branch: string
    /** @deprecated Use `repository`. */
    callsign: string
  }> {}

/** The same at one commit. */
export interface AtCommit extends InRepository {
  readonly commit: string
}

/** A part of a list. */
export interface Paged
  extends Optional<{
    limit: number
    offset: number
  }> {}

/** A branch, as `diffusion.branchquery` gives it: `DiffusionRepositoryRef`. */
export interface RepositoryBranch {
  shortName: string
  commitIdentifier: string
  refType: string | null
  /** As `git for-each-ref` says it. */
  rawFields: PhpMap<string | null>
}

/** `PhabricatorRepositoryCommit::toDictionary` */
export interface CommitSummary {
  repositoryID: string | number
  phid: Phid<'CMIT'>
  commitIdentifier: string
  epoch: string | number
  authorPHID: Phid | null
  auditStatus: string | number
  summary: string
  importStatus: string | number
}

/** `PhabricatorRepositoryCommitData::toDictionary` */
export interface CommitText {
  commitID: string | number | null
  authorName: string
  commitMessage: string
  /** JSON, as text. */
  commitDetails: string
}

/** How a commit changed a path: `DiffusionPathChange`. Of a commit that is not imported, `commit` is empty. */
export interface PathChange {
  path: string | null
  commitIdentifier: string
  commit: CommitSummary | readonly never[]
  commitData: CommitText | readonly never[]
  fileType: number | string | null
  changeType: number | string | null
  targetPath: string | null
  targetCommitIdentifier: string | null
  awayPaths: string[]
}

/** An entry of a directory: `DiffusionRepositoryPath`. */
export interface BrowsedPath {
  fullPath: string
  path: string
  hash: string | null
  /** 1 directory, 2 file, … (`DifferentialChangeType`). */
  fileType: number | string
  fileSize: number | string | null
  externalURI: string | null
  lastModifiedCommit: CommitSummary | null
  lastCommitData: CommitText | null
}

/** A directory: `DiffusionBrowseResultSet`. With `needValidityOnly` it has no paths. */
export interface BrowsedDirectory {
  paths: BrowsedPath[]
  isValidResults: boolean
  /** `file`, `deleted`, `nonexistent`, `empty`, … */
  reasonForEmptyResultSet: string | null
  existedAtCommit: string | null
  deletedAtCommit: string | null
}

/** Text of a repository, kept as a file which `file.download` gives. */
export interface ContentInFile {
  tooSlow: boolean
  tooHuge: boolean
  filePHID: Phid<'FILE'> | null
}

/** `DiffusionRepositoryTag` */
export interface RepositoryTag {
  author: string | null
  epoch: EpochSeconds | string | null
  commitIdentifier: string
  name: string
  description: string | null
  type: string | null
  message?: string | null | undefined
}

/** `DiffusionLowLevelResolveRefsQuery` */
export interface ResolvedRef {
  /** `branch`, `tag`, `commit`, … */
  type: string
  identifier: string
  /** Of an annotated tag: its own hash. */
  alternate?: string | undefined
}

/** `DiffusionFindSymbolsConduitAPIMethod` */
export interface CodeSymbol {
  name: string
  context: string | null
  type: string
  language: string
  path: string
  line: string | number
  uri: string | null
  repositoryPHID: Phid<'REPO'>
}
