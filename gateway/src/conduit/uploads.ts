import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { DenyList } from '../access/methods.ts'
import { type Envelope, type Forwarded, Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { type CallsUnderWay, fingerprintOf } from '../idempotency/once.ts'
import { type Answer, refuse } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { LARGEST_CALL, refused, unpacked } from './bodies.ts'
import { findCredential } from './credential.ts'
import { UnreadableRequest } from './decode.ts'
import { sendForwarded } from './forwarded.ts'
import { abortedWith } from './hang-up.ts'
import type { CallLimits } from './limit.ts'
import type { AnsweredCall } from './observe.ts'
import { answerOnce } from './once.ts'
import { ownMethods } from './own-methods.ts'
import { permit } from './permit.ts'
import { sendEnvelope } from './send.ts'
import { unavailable } from './unavailable.ts'
import { noteUse } from './use.ts'

/** `file.upload` and `file.uploadchunk`, the methods that carry files. */
const PATH = '/:method(^file\\.upload(?:chunk)?$)'
const LARGE = 1024 * 1024
const KEY = 'idempotency-key'

/** What all calls have in common. */
export interface Endpoint {
  readonly gateway: Gateway
  readonly denied: DenyList
  readonly underWay: CallsUnderWay
  readonly observe: (call: AnsweredCall) => void
  readonly limits: CallLimits
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Files go through to the server behind without being read into memory, when the caller is known before the body: by
 * the header `Authorization`. Whoever sends the token in the body can send as much as any other call may have.
 */
export function uploads(endpoint: Endpoint, answer: Handler): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', async (request: FastifyRequest, body: IncomingMessage) =>
      isStreamed(request) ? body : unpacked(request, await collected(body)),
    )
    server.post(PATH, { bodyLimit: LARGEST_CALL }, async (request, reply) => {
      const { body: form, params } = request
      if (!(form instanceof Readable)) return answer(request, reply)
      const start = performance.now()
      const { method } = params as { method: string }
      let caller: Caller | undefined
      const recognized = (known: Caller | undefined) => {
        caller = known
      }
      const sent = await upload({ ...endpoint, method, form, request, reply, recognized })
      endpoint.observe({ request, method, start, caller, needed: [], answered: sent })
      if ('body' in sent) return sendForwarded(reply, sent, start)
      return sendEnvelope(reply, sent)
    })
  }
}

function isStreamed({ headers }: FastifyRequest): boolean {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')
  const isPlain = headers['content-encoding'] === undefined
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
  return isForm && isPlain && length > LARGE && /^bearer\b/i.test(headers.authorization ?? '')
}

async function collected(body: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  // Whoever is refused still sends: the connection has to last until the answer is out.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_CALL) throw tooLarge()
  }
  return Buffer.concat(chunks)
}

function tooLarge(): Error {
  const message = `A call may have ${LARGEST_CALL} bytes. More goes through with the token in the header Authorization, as a form and not packed.`
  return refused(413, message)
}

interface Upload extends Endpoint {
  readonly recognized: (caller: Caller | undefined) => void
  readonly method: string
  readonly form: Readable
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function upload(upload: Upload): Promise<Answer | Forwarded> {
  try {
    return await permitted(upload)
  } catch (error) {
    if (error instanceof Unavailable) return unavailable(error)
    if (error instanceof UnreadableRequest) return refuse('ERR-CONDUIT-CORE', 'validation', error.message)
    throw error
  }
}

async function permitted(upload: Upload): Promise<Answer | Forwarded> {
  const { gateway, denied, underWay, method, form, request, reply } = upload
  const { backend } = gateway
  if (ownMethods.has(method)) throw tooLarge()
  const carry = backend.upload?.bind(backend)
  if (!carry || !(await backend.methods()).has(method)) {
    return refuse('ERR-CONDUIT-CALL', 'method_unknown', `There is no Conduit method "${method}".`)
  }
  const { authorization, origin } = request.headers
  const credential = findCredential(authorization, {})
  const call = { method, params: {}, credential, httpMethod: 'POST', origin, address: request.ip }
  const permission = await permit(gateway, denied, call)
  upload.recognized(permission.caller)
  const refusal = permission.caller && upload.limits.caller(request, reply, permission.caller)
  if (refusal) return refusal
  if ('refusal' in permission) return permission.refusal
  const { caller, viewer } = permission
  noteUse(gateway, caller, method, reply)
  const { [KEY]: header, 'content-length': length } = request.headers
  const send = { method, form, viewer, signal: abortedWith(reply), requestId: request.id }
  if (header === undefined) return answered(await carry(send))
  // What was sent is not at hand when the key is written down: its length has to tell two uploads apart.
  const fingerprint = fingerprintOf(method, { [KEY]: length }, true)
  const keyed = { caller, fingerprint, credential, header: [header].flat().join(', ') }
  return answerOnce(gateway, underWay, keyed, async () => envelopeOf(await carry(send)))
}

/** Of an upload it is short: a PHID. */
async function envelopeOf(answer: Forwarded | Envelope): Promise<Envelope> {
  if (!('body' in answer)) return answer
  const { body } = answer
  const bytes = body instanceof Readable ? Buffer.concat(await body.toArray()) : Buffer.from(body)
  return JSON.parse(bytes.toString())
}

function answered(answer: Forwarded | Envelope): Answer | Forwarded {
  return 'body' in answer ? answer : { status: 200, envelope: answer }
}
