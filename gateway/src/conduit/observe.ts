import type { FastifyRequest } from 'fastify'
import { aspectOf, type Scope } from '../access/scope.ts'
import { NOBODY, UNKNOWN_METHOD } from '../audit/call-log/call.ts'
import type { CallLog } from '../audit/call-log/call-log.ts'
import { RepeatedEvents } from '../audit/repeated-events.ts'
import { originOf } from '../audit/security-log.ts'
import type { Forwarded } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import type { Outcome } from '../metrics/metrics.ts'
import type { Answer } from './answer.ts'
import type { Caller } from './authenticate.ts'

/** An `error_code` is Phorge's, and may be anything. */
const LONGEST_REASON = 64
/** More than any kind of object has. An application may ask for as many as fit into a call. */
const MOST_ASPECTS = 50

export interface AnsweredCall {
  readonly request: FastifyRequest
  readonly method: string
  /** When it arrived, as `performance.now()`. */
  readonly start: number
  /** Who made it, when a credential in force was sent. */
  readonly caller: Caller | undefined
  /** The scopes that it needed, of a call that went to the backend. */
  readonly needed: readonly Scope[]
  readonly answered: Answer | Forwarded
}

/** Counts a call, takes it into the call log, and writes down that one was denied to somebody who is known. */
export function callObserver(gateway: Gateway): (call: AnsweredCall) => void {
  const denials = new RepeatedEvents(gateway)
  return (call) => {
    const outcome = outcomeOf(call.answered)
    measure(gateway, call, outcome)
    if (gateway.callLog) void noteCall(gateway, gateway.callLog, call, outcome)
    if (outcome === 'denied') noteDenial(denials, call)
  }
}

function measure({ metrics }: Gateway, { method, start, caller, answered }: AnsweredCall, outcome: Outcome) {
  void metrics?.count({
    application: nameOf(caller),
    method,
    outcome,
    took: performance.now() - start,
    ...('body' in answered
      ? { waited: answered.waited }
      : 'upstream' in answered.envelope && { illness: answered.envelope.upstream?.illness }),
  })
}

function outcomeOf(answered: Answer | Forwarded): Outcome {
  if ('body' in answered) return answered.refusal ? 'refused' : 'ok'
  const { envelope, challenge, status } = answered
  if (envelope.error_code === null) return 'ok'
  if (envelope.upstream) return 'unavailable'
  if (status === 429) return 'limited'
  if (challenge !== undefined) return 'denied'
  if (status >= 500) return 'failed'
  return envelope.reason ? 'invalid' : 'refused'
}

async function noteCall(
  { backend, now }: Gateway,
  callLog: CallLog,
  { request, method, start, caller, needed, answered }: AnsweredCall,
  outcome: Outcome,
): Promise<void> {
  const refusal = 'body' in answered ? answered.refusal : refusalIn(answered)
  const reason = refusal && (refusal.upstream?.illness ?? refusal.reason?.code ?? refusal.error_code)
  const scopes = needed.length > 0 ? needed : neededOf(refusal?.reason)
  const call = {
    at: now(),
    clientId: caller?.kind === 'application' ? caller.clientId : undefined,
    token: tokenOf(caller),
    userPhid: caller?.account?.phid,
    aspects: scopes
      .flatMap((scope) => aspectOf(scope) ?? [])
      .sort()
      .slice(0, MOST_ASPECTS),
    address: request.ip,
    duration: Math.round((performance.now() - start) * 1000),
    outcome,
    reason: reason?.slice(0, LONGEST_REASON),
  }
  if (caller) return callLog.note({ ...call, method })
  // Whoever is unknown may have put anything in the place of a method, a token too.
  const methods = await backend.methods().catch(() => undefined)
  callLog.note({ ...call, method: methods?.has(method) ? method : UNKNOWN_METHOD })
}

function refusalIn({ envelope }: Answer) {
  return envelope.error_code === null ? undefined : envelope
}

/** Of a call that was denied for its scopes, its denial tells. */
function neededOf(reason: { readonly code: string; readonly needed?: readonly Scope[] } | undefined) {
  return reason?.needed ?? []
}

/** Access tokens by what descends from one consent: each of them is used for an hour. */
function tokenOf(caller: Caller | undefined): string {
  if (!caller) return NOBODY
  return caller.kind === 'application' ? (caller.token.family ?? caller.grant.id) : caller.token.phid
}

/**
 * Of everybody else the log and the metrics tell: without a credential anybody could fill the disk with them. The same
 * denial is written down once an hour.
 */
function noteDenial(denials: RepeatedEvents, { request, method, caller, answered }: AnsweredCall): void {
  if (!caller || 'body' in answered || answered.envelope.error_code === null) return
  const code = answered.envelope.reason?.code ?? answered.envelope.error_code
  const userPhid = caller.account?.phid
  denials.record(`${userPhid} ${nameOf(caller)} ${method} ${code}`, {
    kind: 'call-denied',
    userPhid,
    ...(caller.kind === 'application' && { clientId: caller.clientId }),
    detail: `${method} (${code})`,
    ...originOf(request),
  })
}

function nameOf(caller: Caller | undefined): string {
  if (!caller) return 'none'
  return caller.kind === 'application' ? caller.clientId : 'api-token'
}
