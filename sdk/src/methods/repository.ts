import type { Optional } from './constraints.ts'
import type { FrozenRepository, VersionControl } from './diffusion/repository.ts'
import type { Method } from './method.ts'
import type { SearchParams } from './search.ts'
import type { Phid } from './values.ts'

/** The methods of Repository. */
export interface RepositoryMethods {
  /** @deprecated Frozen by Phorge: use `diffusion.repository.search`. `RepositoryQueryConduitAPIMethod` */
  readonly query: Method<
    SearchParams &
      Optional<{
        ids: readonly number[]
        phids: readonly Phid<'REPO'>[]
        callsigns: readonly string[]
        vcsTypes: readonly VersionControl[]
        remoteURIs: readonly string[]
        uuids: readonly string[]
        order: string | readonly string[]
      }>,
    FrozenRepository[]
  >
}
