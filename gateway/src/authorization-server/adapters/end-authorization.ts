import { Provider } from 'oidc-provider'
import { recordSecurityEvent } from '../../audit/security-log.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { endFamily } from '../../grants/families.ts'
import { grantById } from '../../grants/grants.ts'
import { parseGrantIdentifier } from './grant-identifier.ts'

/** Columns of a token: which authorization it descends from. */
export interface Descent {
  readonly grant_id: string | null
  readonly family: string | null
}

/**
 * Ends what descends from one authorization, because the library says so, and writes down why: the application gave its
 * token back (RFC 7009), or a code or refresh token came a second time (RFC 9700, section 4.14.2). The library says it
 * once for each kind of token; what has ended is not ended again.
 *
 * @param presented whether a token of it was ended just now, in the same transaction
 */
export async function endAuthorization(
  gateway: Gateway,
  { grant_id, family }: Descent,
  presented = false,
): Promise<void> {
  if (!grant_id) return
  await inTransaction(gateway, async (inside) => {
    const hasEnded = await endFamily(inside, grant_id, family)
    if (!hasEnded && !presented) return
    const grant = await grantById(inside, grant_id)
    const context = Provider.ctx
    await recordSecurityEvent(inside.database, {
      kind: isRevocation() ? 'oauth-tokens-revoked' : 'token-replayed',
      at: gateway.now(),
      userPhid: grant?.userPhid,
      clientId: grant?.clientId ?? context?.oidc.client?.clientId,
      address: context?.ip,
    })
  })
}

export function endIdentified(gateway: Gateway, identifier: string): Promise<void> {
  return endAuthorization(gateway, parseGrantIdentifier(identifier))
}

/** Whether the application itself asks for it. */
export function isRevocation(): boolean {
  return Provider.ctx?.oidc.route === 'revocation'
}
