import type { FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify'
import { RepeatedEvents } from '../audit/repeated-events.ts'
import { originOf } from '../audit/security-log.ts'
import type { Gateway } from '../gateway.ts'
import { overLimit, rateLimit, rateLimitPolicy, type Standing } from '../limits/standing.ts'
import { type Answer, refuse } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { sendEnvelope } from './send.ts'

const LIMIT = 'ratelimit'
const POLICY = 'ratelimit-policy'

export interface CallLimits {
  /** A hook for before anything is read or looked up: the address alone is known. */
  readonly address: preParsingHookHandler
  /** Counts a call of somebody who was recognized. @returns the refusal, when they call too often. */
  readonly caller: (request: FastifyRequest, reply: FastifyReply, caller: Caller) => Answer | undefined
}

/** Holds calls to the limits, and tells each caller where it stands, also when it is refused. */
export function callLimits(gateway: Gateway): CallLimits {
  const reached = new RepeatedEvents(gateway)
  return {
    address: (request, reply, _payload, next) => {
      const standing = gateway.limits.ofAddress(request.ip)
      if (standing) tell(reply, [standing])
      if (!standing || standing.passes) return next()
      const { method = '' } = request.params as { method?: string }
      void gateway.metrics?.count({
        application: 'none',
        method,
        outcome: 'limited',
        took: reply.elapsedTime,
      })
      sendEnvelope(reply, tooMany(standing))
    },
    caller: (request, reply, caller) => {
      const standings = gateway.limits.ofParty(partyOf(caller))
      tell(reply, standings)
      const last = standings.at(-1)
      if (!last || last.passes) return undefined
      note(reached, { request, caller, standing: last })
      return tooMany(last)
    },
  }
}

function partyOf(caller: Caller) {
  if (caller.kind === 'api-token') return { token: `api-token ${caller.token.id}` }
  return { token: caller.grant.id, clientId: caller.clientId }
}

/** Adds to what the answer tells: one header for all limits that the call came under. */
function tell(reply: FastifyReply, standings: readonly Standing[]): void {
  if (standings.length === 0) return
  const before = reply.getHeader(LIMIT)
  const prefix = (name: string) => (before === undefined ? '' : `${reply.getHeader(name)}, `)
  reply.header(POLICY, prefix(POLICY) + standings.map(rateLimitPolicy).join(', '))
  reply.header(LIMIT, prefix(LIMIT) + standings.map(rateLimit).join(', '))
}

/** 429 (RFC 6585) for everybody: nothing was done, and whoever knows the status can send the call again. */
function tooMany(standing: Standing): Answer {
  const answer = refuse('ERR-CONDUIT-CORE', 'rate_limited', overLimit(standing), 429)
  return { ...answer, retryAfter: standing.wait }
}

/** The same once an hour: an administrator should know, and nobody should fill the log with it. */
function note(
  reached: RepeatedEvents,
  limited: { readonly request: FastifyRequest; readonly caller: Caller; readonly standing: Standing },
): void {
  const { request, caller, standing } = limited
  const { policy, quota } = standing
  const { token, clientId } = partyOf(caller)
  reached.record(`${policy} ${policy === 'token' ? token : clientId}`, {
    kind: 'limit-reached',
    userPhid: caller.account?.phid,
    clientId,
    detail: `${policy} (${quota})`,
    ...originOf(request),
  })
}
