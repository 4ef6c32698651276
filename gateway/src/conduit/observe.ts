import type { FastifyRequest } from 'fastify'
import { Repetitions } from '../audit/repetitions.ts'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import type { Forwarded } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import type { Outcome } from '../metrics/metrics.ts'
import type { Answer } from './answer.ts'
import type { Caller } from './authenticate.ts'

export interface AnsweredCall {
  readonly request: FastifyRequest
  readonly method: string
  /** When it arrived, as `performance.now()`. */
  readonly start: number
  /** Who made it, when a credential in force was sent. */
  readonly caller: Caller | undefined
  readonly answered: Answer | Forwarded
}

/** Counts a call, and writes down that one was denied to somebody who is known. */
export function callObserver(gateway: Gateway): (call: AnsweredCall) => void {
  const repetitions = new Repetitions()
  return (call) => {
    const outcome = outcomeOf(call.answered)
    measure(gateway, call, outcome)
    if (outcome === 'denied') noteDenial(gateway, repetitions, call)
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
  if (challenge !== undefined) return 'denied'
  if (status >= 500) return 'failed'
  return envelope.reason ? 'invalid' : 'refused'
}

/**
 * Of everybody else the log and the metrics tell: without a credential anybody could fill the disk with them. The same
 * denial is written down once an hour.
 */
function noteDenial(gateway: Gateway, repetitions: Repetitions, denied: AnsweredCall): void {
  const { request, method, caller, answered } = denied
  if (!caller || 'body' in answered || answered.envelope.error_code === null) return
  const code = answered.envelope.reason?.code ?? answered.envelope.error_code
  const userPhid = caller.account?.phid
  const at = gateway.now()
  if (!repetitions.isFirst(`${userPhid} ${nameOf(caller)} ${method} ${code}`, at)) return
  recordSecurityEvent(gateway.database, {
    kind: 'call-denied',
    at,
    userPhid,
    ...(caller.kind === 'application' && { clientId: caller.clientId }),
    detail: `${method} (${code})`,
    ...originOf(request),
  }).catch((error) => gateway.log.error({ err: error }, 'could not write the security log'))
}

function nameOf(caller: Caller | undefined): string {
  if (!caller) return 'none'
  return caller.kind === 'application' ? caller.clientId : 'api-token'
}
