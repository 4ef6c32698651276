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
  const { code, message } = error
  return { code, message, ...wayOut(error, visitor) }
}

type WayOut = Omit<HttpRefusal, 'code' | 'message'> & { readonly message?: string }

/** For the person at the page: the SDK's own words are for whoever programs with it. */
function wayOut(error: ConduitFailure, visitor: Visitor): WayOut {
  const none = { kind: 'none' } as const
  const retry = { kind: 'retry' } as const
  switch (error.code) {
    case 'auth_missing':
    case 'auth_malformed':
    case 'auth_invalid':
    case 'auth_expired':
    case 'auth_revoked':
    case 'auth_address':
    case 'oauth_denied':
    case 'oauth_callback':
      return accessLost(visitor)
    case 'auth_disabled':
      return {
        status: 403,
        message: 'An administrator has disabled the error viewer, or your account.',
        remedy: 'Ask an administrator to enable it again.',
        action: administrator(),
      }
    case 'scope':
      return scopeWayOut(error, visitor)
    case 'second_factor':
      return {
        status: 403,
        message: 'Your administrator asks for your second factor for this.',
        remedy: 'Show it; that leads back to this page.',
        action: { kind: 'confirm', url: error.authorizationUrl ?? visitor.signInUrl },
      }
    case 'permission':
      return { status: 403, remedy: 'Ask the owner of the task, or an administrator.', action: none }
    case 'not_found':
      return { status: 404, remedy: 'Check whether you can see the task in Maniphest.', action: none }
    case 'validation':
      return { status: 422, remedy: 'Correct it and try again.', action: none }
    case 'rate_limited':
      return { status: 429, remedy: 'Wait a minute, then try again.', action: retry }
    case 'outcome_unknown': {
      const message = 'The change was sent and no answer came: it may or may not have been made.'
      return { status: 502, message, remedy: 'Look at the task before you try again.', action: retry }
    }
    case 'network':
    case 'server':
    case 'oauth_server':
      return { status: 502, remedy: 'Try again in a moment.', action: retry }
    case 'timeout':
    case 'aborted':
      return { status: 504, remedy: 'Try again in a moment.', action: retry }
    case 'method_unknown':
    case 'not_conduit':
    case 'configuration':
      return { status: 502, remedy: 'Tell whoever runs this error viewer.', action: none }
  }
}

function scopeWayOut({ reason, missing, authorizationUrl }: ScopeError, visitor: Visitor): WayOut {
  const scopes = missing.join(', ')
  switch (reason) {
    case 'not_granted':
      return {
        status: 403,
        message: `You have not granted the error viewer: ${scopes}.`,
        remedy: 'Grant it; that leads back to this page.',
        action: { kind: 'grant', url: authorizationUrl ?? visitor.grantUrl(missing), scopes: missing },
      }
    case 'not_allowed':
      return {
        status: 403,
        message: `The administrator has not allowed the error viewer: ${scopes}.`,
        remedy: 'Ask an administrator of the gateway to allow it.',
        action: administrator(missing),
      }
    case 'not_in_token':
      return {
        status: 403,
        message: `The API token of the error viewer was not made for: ${scopes}.`,
        remedy: 'Ask whoever runs the error viewer for a token that may do this.',
        action: { kind: 'none' },
      }
    case 'not_offered':
      return {
        status: 403,
        message: `This server lets no application do this: ${scopes}.`,
        remedy: 'Do it in Maniphest, or ask an administrator to set up a gateway that allows it.',
        action: administrator(missing),
      }
  }
}

function administrator(scopes: readonly string[] = []): RefusalAction {
  return { kind: 'ask-administrator', scopes }
}

function accessLost({ signInUrl }: Visitor): WayOut & { readonly message: string } {
  const message = 'The error viewer may not act for you any more: its access was revoked, or ran out.'
  return { status: 401, message, remedy: 'Sign in again.', action: { kind: 'sign-in', url: signInUrl } }
}

export const invalid = (message: string, remedy: string): Refused =>
  new Refused({ status: 422, code: 'invalid', message, remedy, action: { kind: 'none' } })

export const conflict = (message: string, remedy: string): Refused =>
  new Refused({ status: 409, code: 'conflict', message, remedy, action: { kind: 'none' } })

/** Why somebody without a session cannot do it. */
export function signedOut(visitor: Visitor): HttpRefusal {
  if (visitor.hasLostAccess) return { code: 'auth_revoked', ...accessLost(visitor) }
  return {
    status: 401,
    code: 'auth_missing',
    message: 'You are not signed in.',
    remedy: 'Sign in to see and change tasks.',
    action: { kind: 'sign-in', url: visitor.signInUrl },
  }
}
