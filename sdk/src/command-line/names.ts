import type { Conduit } from '../conduit.ts'
import { ScopeError } from '../errors.ts'
import type { Phid } from '../methods/values.ts'

/** What people call these objects. A token without the scope for names is no reason not to show the rest. */
export async function namesOf(
  conduit: Conduit,
  phids: readonly Phid[],
): Promise<ReadonlyMap<string, string>> {
  if (phids.length === 0) return new Map()
  try {
    const handles = Object.values(await conduit.phid.query({ phids: [...new Set(phids)] }))
    return new Map(handles.map(({ phid, name }) => [phid, name]))
  } catch (error) {
    if (error instanceof ScopeError) return new Map()
    throw error
  }
}
