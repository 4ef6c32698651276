import { authLogout, conduitGetcapabilities, conduitPing, conduitQuery } from './conduit/methods.ts'
import { maniphestEdit } from './maniphest/edit/edit.ts'
import { prioritySearch } from './maniphest/priorities.ts'
import { maniphestSearch } from './maniphest/search/search.ts'
import { statusSearch } from './maniphest/statuses.ts'
import type { AnonymousMethod, Method } from './method.ts'
import { phidLookup, phidQuery } from './phids/methods.ts'
import { projectColumnSearch } from './projects/columns.ts'
import { projectEdit } from './projects/edit.ts'
import { projectSearch } from './projects/search.ts'
import { transactionSearch } from './transactions/search.ts'
import { userSearch } from './users/search.ts'
import { userWhoami } from './users/whoami.ts'

const all: readonly (Method | AnonymousMethod)[] = [
  authLogout,
  conduitGetcapabilities,
  conduitPing,
  conduitQuery,
  maniphestEdit,
  prioritySearch,
  maniphestSearch,
  statusSearch,
  phidLookup,
  phidQuery,
  projectColumnSearch,
  projectEdit,
  projectSearch,
  transactionSearch,
  userSearch,
  userWhoami,
]

/** Every method of the embedded Maniphest, by name. */
export const methods: ReadonlyMap<string, Method | AnonymousMethod> = new Map(
  all.map((method) => [method.name, method]),
)
