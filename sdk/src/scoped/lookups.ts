import type { Lookups } from '../lookups/lookups.ts'
import type { Needs } from './scope.ts'

/** The look-ups that these scopes allow. */
export type ScopedLookups<Scopes extends string> = {
  readonly [Name in keyof Lookups]: Name extends keyof LookupScopes
    ? Needs<LookupScopes[Name], Scopes, Lookups[Name]>
    : Lookups[Name]
}

interface LookupScopes {
  task: 'maniphest.search'
  user: 'user.search'
  project: 'project.search'
  handle: 'phid.query'
}
