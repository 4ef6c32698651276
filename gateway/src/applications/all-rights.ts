import type { Caller } from '../conduit/authenticate.ts'

/**
 * Whether a caller may do all that its owner may. An owner-only application is approved at once and acts as its owner:
 * who was given less must neither make one nor get at the secret of one.
 */
export function hasAllRights(caller: Caller): boolean {
  return caller.kind === 'api-token' && caller.token.rights === 'all'
}
