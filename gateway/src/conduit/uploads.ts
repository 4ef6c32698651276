import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { DenyList } from '../access/methods.ts'
import { type Forwarded, Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { type Answer, refuse } from './answer.ts'
import { LARGEST_CALL, refused, unpacked } from './bodies.ts'
import { findCredential } from './credential.ts'
import { UnreadableRequest } from './decode.ts'
import { sendForwarded } from './forwarded.ts'
import { abortedWith } from './hang-up.ts'
import { permit } from './permit.ts'
import { sendEnvelope } from './send.ts'
import { unavailable } from './unavailable.ts'
import { noteUse } from './use.ts'

/** The methods that carry files. */
const METHODS = ['file.upload', 'file.uploadchunk'] as const
const LARGE = 1024 * 1024

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Files go through to the server behind without being read into memory, when the caller is known before the body: by
 * the header `Authorization`. Whoever sends the token in the body can send as much as any other call may have.
 */
export function uploads(gateway: Gateway, denied: DenyList, answer: Handler): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', async (request: FastifyRequest, body: IncomingMessage) =>
      isStreamed(request) ? body : unpacked(request, await collected(body)),
    )
    for (const method of METHODS) {
      server.post(`/${method}`, { bodyLimit: LARGEST_CALL }, async (request, reply) => {
        const { body } = request
        if (!(body instanceof Readable)) return answer(request, reply)
        const start = performance.now()
        const sent = await upload(gateway, denied, method, body, request, reply)
        if ('body' in sent) return sendForwarded(reply, sent, start)
        // What was not read of the body would be taken for the next request on this connection.
        return sendEnvelope(reply.header('connection', 'close'), sent)
      })
    }
  }
}

/** A key for the answer needs the whole call at hand, and a packed body its unpacked length. */
function isStreamed({ headers }: FastifyRequest): boolean {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')
  const isPlain = headers['content-encoding'] === undefined && headers['idempotency-key'] === undefined
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
  return isForm && isPlain && length > LARGE && /^bearer\b/i.test(headers.authorization ?? '')
}

async function collected(body: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_CALL) throw tooLarge()
  }
  return Buffer.concat(chunks)
}

function tooLarge(): Error {
  const message = `A call may have ${LARGEST_CALL} bytes. More goes through with the token in the header Authorization, as a form, not packed and without an Idempotency-Key.`
  return refused(413, message)
}

async function upload(
  gateway: Gateway,
  denied: DenyList,
  method: string,
  form: Readable,
  { headers: { authorization, origin } }: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer | Forwarded> {
  try {
    if (!gateway.backend.upload || !(await gateway.backend.methods()).has(method)) {
      return refuse('ERR-CONDUIT-CALL', 'method_unknown', `There is no Conduit method "${method}".`)
    }
    const credential = findCredential(authorization, {})
    const call = { method, params: {}, credential, httpMethod: 'POST', origin }
    const permission = await permit(gateway, denied, call)
    if ('refusal' in permission) return permission.refusal
    const { caller, viewer } = permission
    reply.raw.once('finish', () => noteUse(gateway, caller))
    const answer = await gateway.backend.upload({ method, form, viewer, signal: abortedWith(reply) })
    return 'body' in answer ? answer : { status: 200, envelope: answer }
  } catch (error) {
    if (error instanceof Unavailable) return unavailable(error)
    if (error instanceof UnreadableRequest) return refuse('ERR-CONDUIT-CORE', 'validation', error.message)
    throw error
  }
}
