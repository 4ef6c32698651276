import type { Gateway } from '../../gateway.ts'
import { grantById } from '../../grants/grants.ts'
import { effectiveScopes, resourceOf } from '../resource.ts'
import { parseGrantIdentifier } from './grant-identifier.ts'
import { readOnlyAdapter } from './read-only.ts'

/** The library's grants are rows of ours, less what the administrator does not allow the application (any more). */
export function grantAdapter(gateway: Gateway) {
  return readOnlyAdapter(async (identifier) => {
    const { grant_id } = parseGrantIdentifier(identifier)
    const grant = grant_id ? await grantById(gateway, grant_id) : undefined
    if (!grant) return undefined
    const scopes = await effectiveScopes(gateway, grant.clientId, grant.scopes)
    return {
      jti: identifier,
      kind: 'Grant',
      accountId: grant.userPhid,
      clientId: grant.clientId,
      resources: { [resourceOf(gateway)]: scopes.join(' ') },
    }
  })
}
