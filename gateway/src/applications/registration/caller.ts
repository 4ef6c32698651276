import type { FastifyRequest } from 'fastify'
import type { DenyList } from '../../access/methods.ts'
import { originOf } from '../../audit/security-log.ts'
import { OAuthRefusal } from '../../authorization-server/oauth-refusal.ts'
import { findCredential } from '../../conduit/credential.ts'
import { permit } from '../../conduit/permit.ts'
import type { Gateway } from '../../gateway.ts'
import { hasAllRights } from '../all-rights.ts'
import type { Author } from '../author.ts'

/** The Conduit method that does the same: whoever may call it may do it here. */
export type Equivalent = 'application.propose' | 'application.search' | 'application.edit'

export interface Registrant {
  readonly author: Author & { readonly phid: string }
  /** Whether the token may do all that its owner may. */
  readonly isUnlimited: boolean
}

/** Who sent this, by the token in its header; it has to be allowed the equivalent method. @throws {OAuthRefusal} */
export async function registrantOf(
  gateway: Gateway,
  denied: DenyList,
  request: FastifyRequest,
  method: Equivalent,
): Promise<Registrant> {
  const { authorization, origin } = request.headers
  const credential = findCredential(authorization, {})
  const petition = { method, params: {}, credential, httpMethod: 'POST', origin, address: request.ip }
  const permission = await permit(gateway, denied, petition)
  if ('refusal' in permission) {
    const { status, envelope, challenge } = permission.refusal
    throw new OAuthRefusal(
      status < 400 ? 401 : status,
      errorOf(challenge),
      envelope.error_info ?? '',
      challenge ? { 'www-authenticate': challenge } : {},
    )
  }
  const { caller, viewer } = permission
  return {
    author: { phid: viewer.phid, ...originOf(request) },
    isUnlimited: hasAllRights(caller),
  }
}

/** What the challenge says, as in RFC 6750 and RFC 9470. Without any credential it says nothing. */
function errorOf(challenge = ''): string {
  return /\berror="([a-z_]+)"/.exec(challenge)?.[1] ?? 'invalid_token'
}
