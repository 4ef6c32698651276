import type { Optional } from '../constraints.ts'
import type { Method } from '../method.ts'
import type { Cursor, SearchParams } from '../search.ts'
import type { Phid, PhpMap } from '../values.ts'

/** A commit as `diffusion.querycommits` gives it. */
export interface FrozenCommit {
  id: string | number
  phid: Phid<'CMIT'>
  repositoryPHID: Phid<'REPO'>
  identifier: string
  epoch: string | number
  authorEpoch: string | number | null
  uri: string
  isImporting: boolean
  summary: string
  authorPHID: Phid | null
  committerPHID: Phid | null
  author: string | null
  authorName: string | null
  authorEmail: string | null
  committer: string | null
  committerName: string | null
  committerEmail: string | null
  hashes: unknown[]
  /** With `needMessages`. */
  message?: string | undefined
}

/** `DiffusionQueryCommitsConduitAPIMethod` */
export interface FrozenCommitQuery
  extends SearchParams,
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'CMIT'>[]
      names: readonly string[]
      repositoryPHID: Phid<'REPO'>
      needMessages: boolean
      bypassCache: boolean
    }> {}

/** Older methods, kept by Phorge for old clients. */
export interface DiffusionFrozenMethods {
  /** @deprecated Frozen by Phorge: use `commit.search`. Commits by PHID, and PHIDs by the names that were asked for. */
  readonly querycommits: Method<
    FrozenCommitQuery,
    { data: PhpMap<FrozenCommit>; identifierMap: Record<string, Phid<'CMIT'>>; cursor: Cursor }
  >
  /** @deprecated Deprecated by Phorge: use `historyquery`. Names of commits: `rCALLSIGN…`. */
  readonly getrecentcommitsbypath: Method<
    { readonly callsign: string; readonly path: string } & Optional<{ branch: string; limit: number }>,
    string[]
  >
}
