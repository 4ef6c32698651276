import type { FastifyReply } from 'fastify'
import type { Answer } from './answer.ts'
import { capabilities } from './capabilities.ts'

/** Of everything that `/api/` answers. */
export const envelopeHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-conduit-capabilities': capabilities.join(' '),
  'x-content-type-options': 'nosniff',
} as const

/** Sends an answer in Phorge's envelope. */
export function sendEnvelope(
  reply: FastifyReply,
  { status, envelope, challenge, retryAfter }: Answer,
): FastifyReply {
  if (challenge) reply.header('www-authenticate', challenge)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply.code(status).headers(envelopeHeaders).type('application/json').send(JSON.stringify(envelope))
}
