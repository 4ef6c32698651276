import type { FastifyRequest } from 'fastify'
import type { DenyList } from '../../access/methods.ts'
import { originOf } from '../../audit/security-log.ts'
import type { Caller } from '../../conduit/authenticate.ts'
import { findCredential } from '../../conduit/credential.ts'
import { permit } from '../../conduit/permit.ts'
import type { Gateway } from '../../gateway.ts'
import type { Author } from '../author.ts'
import { RegistrationError } from './registration-error.ts'

/** The Conduit method that does the same: whoever may call it may do it here. */
export type Equivalent = 'application.propose' | 'application.search' | 'application.edit'

export interface Registrant {
  readonly author: Author & { readonly phid: string }
  /** Whether the token may do all that its owner may. */
  readonly isUnlimited: boolean
}

/** Who sent this, by the token in its header; it has to be allowed the equivalent method. @throws {RegistrationError} */
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
    const isUnknown = status < 400
    throw new RegistrationError(
      isUnknown ? 401 : status,
      isUnknown || status === 401 ? 'invalid_token' : 'access_denied',
      {
        description: envelope.error_info ?? '',
        ...(challenge && { headers: { 'www-authenticate': challenge } }),
      },
    )
  }
  return {
    author: { phid: permission.viewer.phid, ...originOf(request) },
    isUnlimited: isUnlimited(permission.caller),
  }
}

/** Limits of API tokens are told apart where there are any. */
function isUnlimited(caller: Caller): boolean {
  if (caller.kind !== 'api-token') return false
  const { rights = 'all' } = caller.token as { readonly rights?: unknown }
  return rights === 'all'
}
