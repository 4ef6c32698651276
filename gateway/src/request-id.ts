import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'

export const REQUEST_ID = 'x-request-id'

/** What web servers and tracers make. Anything longer or stranger would be written into logs of ours and of Phorge's. */
const VALID = /^[\w.:@/+=-]{1,128}$/

/** The id under which the log, the answer, Phorge and the security log know a request: the caller's, if it is one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID]
  return typeof given === 'string' && VALID.test(given) ? given : randomUUID()
}

/**
 * With Fastify's own headers: one that stands on the raw response makes Node check all of the others one by one, which
 * costs a call several microseconds.
 */
export function tellRequestId(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, next) => {
    reply.header(REQUEST_ID, request.id)
    next()
  })
}

/** Takes an answer out of Fastify's hands: who writes it goes by the raw response, and has the id there. */
export function takeOver(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.setHeader(REQUEST_ID, reply.request.id)
}
