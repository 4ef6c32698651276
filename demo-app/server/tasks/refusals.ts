import type { FastifyReply } from 'fastify'
import { type ConduitFailure, isConduitError, type ScopeError } from 'phorge-conduit'
import type { Refusal, RefusalAction } from '../../api.ts'
import type { Visitor } from '../sign-in/visitor.ts'

export interface HttpRefusal extends Refusal {
  readonly status: number
}

/** Thrown where the error viewer itself refuses. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: HttpRefusal

  constructor(refusal: HttpRefusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

export function refuse(reply: FastifyReply, { status, ...refusal }: HttpRefusal): FastifyReply {
  return reply.code(status).send({ refusal })
}

/** What the page is told. @throws whatever is neither a failure of Conduit nor a refusal of ours: that is a bug. */
export function refusalOf(error: unknown, visitor: Visitor): HttpRefusal {
  if (error instanceof Refused) return error.refusal
  if (!isConduitError(error)) throw error
  const { code, message, remedy } = error
  return { code, message, remedy, ...wayOut(error, visitor) }
}

function wayOut(
  error: ConduitFailure,
  visitor: Visitor,
): Pick<HttpRefusal, 'status' | 'action'> & { readonly remedy?: string } {
  switch (error.code) {
    case 'auth_missing':
    case 'auth_malformed':
    case 'auth_invalid':
    case 'auth_expired':
    case 'auth_revoked':
    case 'oauth_denied':
    case 'oauth_callback':
      return { status: 401, action: { kind: 'sign-in', url: visitor.signInUrl }, remedy: 'Sign in again.' }
    case 'auth_disabled':
      return { status: 403, action: { kind: 'ask-administrator', scopes: [] } }
    case 'scope':
      return { status: 403, action: scopeAction(error, visitor) }
    case 'permission':
      return { status: 403, action: { kind: 'none' } }
    case 'not_found':
      return { status: 404, action: { kind: 'none' } }
    case 'validation':
      return { status: 422, action: { kind: 'none' } }
    case 'rate_limited':
      return { status: 429, action: { kind: 'retry' } }
    case 'network':
    case 'server':
    case 'oauth_server':
    case 'outcome_unknown':
      return { status: 502, action: { kind: 'retry' } }
    case 'timeout':
    case 'aborted':
      return { status: 504, action: { kind: 'retry' } }
    case 'method_unknown':
    case 'not_conduit':
      return { status: 502, action: { kind: 'none' } }
    case 'configuration':
      return { status: 500, action: { kind: 'none' } }
  }
}

function scopeAction({ reason, missing, authorizationUrl }: ScopeError, visitor: Visitor): RefusalAction {
  switch (reason) {
    case 'not_granted':
      return { kind: 'grant', url: authorizationUrl ?? visitor.grantUrl(missing), scopes: missing }
    case 'not_allowed':
    case 'not_offered':
      return { kind: 'ask-administrator', scopes: missing }
  }
}

export const invalid = (message: string, remedy: string): Refused =>
  new Refused({ status: 422, code: 'invalid', message, remedy, action: { kind: 'none' } })

export const conflict = (message: string, remedy: string): Refused =>
  new Refused({ status: 409, code: 'conflict', message, remedy, action: { kind: 'none' } })

export const signedOut = ({ signInUrl }: Visitor): HttpRefusal => ({
  status: 401,
  code: 'auth_missing',
  message: 'Nobody is signed in here.',
  remedy: 'Sign in to see and change tasks.',
  action: { kind: 'sign-in', url: signInUrl },
})
