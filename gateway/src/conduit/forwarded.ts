import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Forwarded } from '../backends/backend.ts'
import { envelopeHeaders } from './send.ts'

/** Sends another server's answer as it came. @param start when the call arrived here, as `performance.now()` */
export function sendForwarded(reply: FastifyReply, { body, waited }: Forwarded, start: number): FastifyReply {
  const ours = Math.max(0, performance.now() - start - waited)
  return reply
    .headers(envelopeHeaders)
    .header('server-timing', `phorge;dur=${waited.toFixed(1)}, gateway;dur=${ours.toFixed(1)}`)
    .header('content-type', 'application/json')
    .send(body instanceof Readable ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength))
}
