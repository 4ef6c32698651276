import { type DenyList, unauthenticatedMethods, writes } from '../access/methods.ts'
import { requiredScopes } from '../access/requirements.ts'
import type { Scope } from '../access/scope.ts'
import { recordSecurityEvent } from '../audit/security-log.ts'
import { type Backend, type BackendCall, type Forwarded, Unavailable } from '../backends/backend.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { endFamily } from '../grants/families.ts'
import { type CallsUnderWay, fingerprintOf } from '../idempotency/once.ts'
import { endSessionsOf } from '../sessions/sessions.ts'
import type { Answer } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { findCredential } from './credential.ts'
import type { RawRequest } from './decode.ts'
import { answerOnce } from './once.ts'
import { answerOwn, ownMethods } from './own-methods.ts'
import { permit } from './permit.ts'
import { readCall } from './read.ts'
import { unavailable } from './unavailable.ts'

export interface IncomingCall extends RawRequest {
  /** `GET` or `POST` */
  readonly httpMethod: string
  readonly method: string
  readonly authorization: string | undefined
  readonly origin: string | undefined
  /** The header `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined
  readonly signal: AbortSignal
  readonly requestId: string
  /** IP address that the call comes from. */
  readonly address: string
}

/** Who wants to know who called. */
export interface CallWatch {
  /** A credential in force was sent; the call may be denied all the same. @returns what refuses it before that. */
  recognized(caller: Caller): Answer | undefined
  /** The call goes to the backend, for which it needs these scopes. */
  used(caller: Caller, needed: readonly Scope[]): void
}

/**
 * Answers one call, in Phorge's order: does the method exist, does it have these parameters, who is it, may they. */
export async function answerCall(
  gateway: Gateway,
  denied: DenyList,
  underWay: CallsUnderWay,
  incoming: IncomingCall,
  watch: CallWatch,
): Promise<Answer | Forwarded> {
  try {
    return await answer(gateway, denied, underWay, incoming, watch)
  } catch (error) {
    if (error instanceof Unavailable) return unavailable(error)
    throw error
  }
}

async function answer(
  gateway: Gateway,
  denied: DenyList,
  underWay: CallsUnderWay,
  incoming: IncomingCall,
  watch: CallWatch,
): Promise<Answer | Forwarded> {
  const { method, httpMethod, origin, address, authorization, signal, requestId } = incoming
  const read = await readCall(gateway, method, incoming)
  if ('refusal' in read) return read.refusal

  const { params, typed, metadata } = read.request
  if (unauthenticatedMethods.has(method)) {
    return forward(gateway.backend, { method, params, typed, viewer: undefined, signal, requestId })
  }

  const credential = findCredential(authorization, metadata)
  const petition = { method, params, credential, httpMethod, origin, address }
  const permission = await permit(gateway, denied, petition)
  const refusal = permission.caller && watch.recognized(permission.caller)
  if (refusal) return refusal
  if ('refusal' in permission) return permission.refusal

  const { caller, viewer } = permission
  if (method === 'auth.logout') await logOut(gateway, caller, incoming)
  const call = { method, params, typed, viewer, signal, requestId }
  watch.used(caller, requiredScopes({ method, params }))
  const own = ownMethods.get(method)
  const from = { address: incoming.address, requestId }
  const make = () =>
    own ? answerOwn(gateway, own, { params, typed, viewer, caller, from }) : gateway.backend.call(call)
  if (incoming.idempotencyKey === undefined || !writes(method)) {
    return own ? { status: 200, envelope: await make() } : forward(gateway.backend, call)
  }
  const fingerprint = fingerprintOf(method, params, typed)
  const keyed = { caller, fingerprint, credential, header: incoming.idempotencyKey }
  return answerOnce(gateway, underWay, keyed, make)
}

/** With the server's own bytes, where the backend is another server. */
async function forward(backend: Backend, call: BackendCall): Promise<Answer | Forwarded> {
  const answer = backend.forward ? await backend.forward(call) : await backend.call(call)
  return 'body' in answer ? answer : { status: 200, envelope: answer }
}

/**
 * As in Phorge: the person is signed out of every browser, and the access token that asked for it ends; with it, what
 * could be exchanged for the next one.
 */
async function logOut(gateway: Gateway, caller: Caller, { address, requestId }: IncomingCall): Promise<void> {
  const userPhid = caller.account?.phid ?? ''
  const isApplication = caller.kind === 'application'
  await inTransaction(gateway, async (inside) => {
    await endSessionsOf(inside, userPhid)
    if (isApplication) await endFamily(inside, caller.grant.id, caller.token.family)
    await recordSecurityEvent(inside.database, {
      kind: 'sign-out',
      at: gateway.now(),
      userPhid,
      ...(isApplication && { clientId: caller.clientId }),
      detail: 'auth.logout',
      address,
      requestId,
    })
  })
}
