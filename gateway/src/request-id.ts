import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

export const REQUEST_ID = 'x-request-id'

/** What web servers and tracers make. Anything longer or stranger would be written into logs of ours and of Phorge's. */
const VALID = /^[\w.:@/+=-]{1,128}$/

/** The id under which the log, the answer, Phorge and the security log know a request: the caller's, if it is one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID]
  return typeof given === 'string' && VALID.test(given) ? given : randomUUID()
}

/** On the raw response: what the authorization server's library writes itself has it too. */
export function tellRequestId(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, next) => {
    reply.raw.setHeader(REQUEST_ID, request.id)
    next()
  })
}
