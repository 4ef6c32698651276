import type { ObjectConstraints, Optional } from '../constraints.ts'
import type { FoundObject, SeenFields } from '../object.ts'
import type { EpochSeconds, Phid, PhpMap } from '../values.ts'

/** `DifferentialCommitsSearchEngineAttachment` */
export interface DiffCommitsAttachment {
  commits: {
    commits: {
      identifier: string
      tree: string | null
      parents: string[]
      author: { name: string | null; email: string | null; raw: string | null; epoch: EpochSeconds | null }
      message: string | null
    }[]
  }
}

/** Where in the repository a diff belongs. */
export type DiffRef =
  | { type: 'branch' | 'onto' | 'bookmark'; name: string }
  | { type: 'base'; identifier: string }

/** A diff as `differential.diff.search` gives it: `DifferentialDiff`. */
export interface DifferentialDiff
  extends FoundObject<
    'DIFF',
    SeenFields & {
      /** `null` until it is attached to a revision. */
      revisionPHID: Phid<'DREV'> | null
      authorPHID: Phid | null
      repositoryPHID: Phid<'REPO'> | null
      refs: DiffRef[]
    },
    DiffCommitsAttachment
  > {}

/** `DifferentialDiffSearchEngine` */
export interface DifferentialDiffConstraints
  extends ObjectConstraints<'DIFF'>,
    Optional<{ revisionPHIDs: readonly Phid<'DREV'>[] }> {}

/** A file in a diff as `differential.changeset.search` gives it: `DifferentialChangeset`. */
export interface DifferentialChangeset
  extends FoundObject<
    'DCNG',
    SeenFields & {
      diffPHID: Phid<'DIFF'>
      path: { displayPath: string; 'absolutePath.base64': string | null }
    }
  > {}

/** `DifferentialChangesetSearchEngine` */
export interface DifferentialChangesetConstraints
  extends ObjectConstraints<'DCNG'>,
    Optional<{ diffPHIDs: readonly Phid<'DIFF'>[] }> {}

/** What was made by `differential.createrawdiff`. */
export interface CreatedDiff {
  id: number
  phid: Phid<'DIFF'>
  uri: string
}

/** How linters or tests ended. */
export type CheckStatus = 'none' | 'skip' | 'okay' | 'warn' | 'fail'

/** `DifferentialCreateDiffConduitAPIMethod`. What arcanist sends. */
export interface CreateDiffParams
  extends Optional<{
    sourceMachine: string
    branch: string
    bookmark: string
    sourceControlSystem: 'svn' | 'git' | 'hg'
    sourceControlPath: string
    sourceControlBaseRevision: string
    creationMethod: string
    lintStatus: CheckStatus
    unitStatus: CheckStatus
    repositoryPHID: Phid<'REPO'>
  }> {
  /** As arcanist's `ArcanistDiffChange` writes them. */
  readonly changes: readonly Readonly<Record<string, unknown>>[]
  readonly sourcePath: string
}

/** Changed lines of one file, in the form of a unified diff. */
export interface DiffHunk {
  oldOffset: number | string
  newOffset: number | string
  oldLength: number | string
  newLength: number | string
  addLines: number | null
  delLines: number | null
  isMissingOldNewline: boolean | null
  isMissingNewNewline: boolean | null
  corpus: string
}

/** A changed file as the old methods give it. */
export interface DiffChange {
  id?: string | undefined
  metadata: PhpMap<unknown>
  oldPath: string | null
  currentPath: string
  awayPaths: string[]
  oldProperties: PhpMap<string>
  newProperties: PhpMap<string>
  type: number | string
  fileType: number | string
  commitHash: string | null
  addLines?: number | string | undefined
  delLines?: number | string | undefined
  hunks: DiffHunk[]
}

/** A diff as the old methods give it: numbers are strings. */
export interface FrozenDiff {
  id: string
  revisionID: string | null
  dateCreated: string
  dateModified: string
  sourceControlBaseRevision: string | null
  sourceControlPath: string | null
  sourceControlSystem: string | null
  branch: string | null
  bookmark: string | null
  creationMethod: string | null
  description: string | null
  unitStatus: string
  lintStatus: string
  changes: DiffChange[]
  /** `local:commits`, `arc:lint`, `arc:unit`, … */
  properties: PhpMap<unknown>
  authorName?: string | undefined
  authorEmail?: string | null | undefined
}
