import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import cors from '@fastify/cors'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { denyList } from '../access/methods.ts'
import { hasOrigin } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import { touchGrant } from '../grants/grants.ts'
import type { CallsUnderWay } from '../idempotency/once.ts'
import { touchApiToken } from '../tokens/tokens.ts'
import { refuse } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { answerCall } from './call.ts'
import { limitLargeCalls } from './large-calls.ts'
import { sendEnvelope } from './send.ts'

const unzip = promisify(gunzip)

/**
 * Bytes of a call, packed or not. Credentials stand in the body, so anybody can make the server read this much. A task's
 * description of 8 MB, the largest that a real Phorge was seen to take, fits with room for its encoding as a form.
 */
const LARGEST_CALL = 16 * 1024 * 1024

/** `/api/<method>`: decode, authenticate, decide, forward. */
export function conduitRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    await server.register(api(gateway), { prefix: '/api' })
  }
}

function api(gateway: Gateway): FastifyPluginAsync {
  const denied = denyList(gateway.config.denyMethods)
  const underWay: CallsUnderWay = new Map()

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const { url = '', headers } = request.raw
    const question = url.indexOf('?')
    const incoming = {
      httpMethod: request.method,
      method: (request.params as { method: string }).method,
      query: question < 0 ? '' : url.slice(question + 1),
      contentType: headers['content-type'],
      body: request.body as Buffer | undefined,
      authorization: headers.authorization,
      origin: headers.origin,
      idempotencyKey: headerOf(headers['idempotency-key']),
      signal: abortedWith(reply),
    }
    const used = (caller: Caller) => reply.raw.once('finish', () => noteUse(gateway, caller))
    return sendEnvelope(reply, await answerCall(gateway, denied, underWay, incoming, used))
  }

  return async (server) => {
    await allowRegisteredOrigins(server, gateway)
    server.addHook('onRequest', limitLargeCalls())
    readBodiesAsBytes(server)
    server.setErrorHandler((error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 500
      if (status >= 500) request.log.error(error)
      const message = status >= 500 ? 'The server failed. Its log says why.' : error.message
      return sendEnvelope(
        reply,
        refuse('ERR-CONDUIT-CORE', status >= 500 ? 'server' : 'validation', message, status),
      )
    })
    server.setNotFoundHandler((_, reply) => {
      return sendEnvelope(
        reply,
        refuse('ERR-CONDUIT-CALL', 'method_unknown', 'Call /api/<method> by POST or GET.', 404),
      )
    })
    // A HEAD would make the call, as in Phorge, and show nothing of it.
    server.get('/:method', { exposeHeadRoute: false }, answer)
    server.post('/:method', { bodyLimit: LARGEST_CALL }, answer)
  }
}

/**
 * Pages of an origin that some application registered may read the answers. No credentials: cookies mean nothing here.
 * Whether the token belongs to an application of that origin is decided with the call.
 */
async function allowRegisteredOrigins(server: FastifyInstance, gateway: Gateway): Promise<void> {
  await server.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && (await hasOrigin(gateway, origin)),
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Conduit-Capabilities'],
    credentials: false,
    maxAge: 600,
  })
}

/** What the bytes mean is for `decode.ts` to say; here they are unpacked only (`X-Conduit-Capabilities: gzip`). */
function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding === 'identity') return body
    if (encoding !== 'gzip') throw refused(415, 'The body may be packed by gzip and nothing else.')
    try {
      return await unzip(body, { maxOutputLength: request.routeOptions.bodyLimit })
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      throw tooLarge ? refused(413, 'The unpacked body is too large.') : refused(400, 'The body is not gzip.')
    }
  })
}

function refused(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode })
}

/** Sent twice, it is as wrong as one that is no key, and is refused as that. */
function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

/** Aborts when the caller hangs up before the answer is sent. */
function abortedWith(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** After the answer has gone out: nobody waits for it, and it may fail without harm. */
function noteUse(gateway: Gateway, caller: Caller): void {
  const noted =
    caller.kind === 'api-token' ? touchApiToken(gateway, caller.token) : touchGrant(gateway, caller.grant)
  noted.catch((error) => gateway.log.debug({ err: error }, 'could not note the use of a token'))
}
