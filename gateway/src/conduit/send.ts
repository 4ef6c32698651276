import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'
import { capabilities } from './capabilities.ts'

/** Sends an answer in Phorge's envelope. */
export function sendEnvelope(reply: FastifyReply, { status, envelope, challenge }: Answer): FastifyReply {
  if (challenge) reply.header('www-authenticate', challenge)
  return reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-conduit-capabilities': capabilities.join(' '),
      'x-content-type-options': 'nosniff',
    })
    .type('application/json')
    .send(JSON.stringify(envelope))
}
