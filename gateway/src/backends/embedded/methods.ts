import { authLogout, conduitGetcapabilities, conduitPing, conduitQuery } from './conduit/methods.ts'
import { maniphestEdit } from './maniphest/edit/edit.ts'
import { prioritySearch } from './maniphest/priorities.ts'
import { maniphestSearch } from './maniphest/search/search.ts'
import { statusSearch } from './maniphest/statuses.ts'
import type { AnonymousMethod, Method } from './method.ts'
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
  userWhoami,
]

/** Every method of the embedded Maniphest, by name. */
export const methods: ReadonlyMap<string, Method | AnonymousMethod> = new Map(
  all.map((method) => [method.name, method]),
)
