import cors from '@fastify/cors'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { denyList } from '../access/methods.ts'
import type { Scope } from '../access/scope.ts'
import { hasOrigin } from '../applications/applications.ts'
import { passThrough } from '../backends/phorge/same-origin/pass-through.ts'
import type { Gateway } from '../gateway.ts'
import type { CallsUnderWay } from '../idempotency/once.ts'
import { refuse } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { LARGEST_CALL, readBodiesAsBytes } from './bodies.ts'
import { answerCall } from './call.ts'
import { sendForwarded } from './forwarded.ts'
import { abortedWith } from './hang-up.ts'
import { limitLargeCalls } from './large-calls.ts'
import { callLimits } from './limit.ts'
import { callObserver } from './observe.ts'
import { sendEnvelope } from './send.ts'
import { uploads } from './uploads.ts'
import { noteUse } from './use.ts'

/** `/api/<method>`: decode, authenticate, decide, forward. */
export function conduitRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    await server.register(api(gateway), { prefix: '/api' })
  }
}

function api(gateway: Gateway): FastifyPluginAsync {
  const denied = denyList(gateway.config.denyMethods)
  const underWay: CallsUnderWay = new Map()
  const observe = callObserver(gateway)
  const limits = callLimits(gateway)

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const start = performance.now()
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
      requestId: request.id,
      address: request.ip,
    }
    let caller: Caller | undefined
    let needed: readonly Scope[] = []
    const watch = {
      recognized: (recognized: Caller) => {
        caller = recognized
        return limits.caller(request, reply, recognized)
      },
      used: (used: Caller, scopes: readonly Scope[]) => {
        needed = scopes
        noteUse(gateway, used, incoming.method, reply)
      },
    }
    const answered = await answerCall(gateway, denied, underWay, incoming, watch)
    const sent = 'body' in answered ? sendForwarded(reply, answered, start) : sendEnvelope(reply, answered)
    // The answer does not wait for what is written down of it.
    observe({ request, method: incoming.method, start, caller, needed, answered })
    return sent
  }

  return async (server) => {
    const { phorge } = gateway
    if (phorge?.mode === 'same-origin') passThrough(server, gateway, phorge.forwarder)
    await allowRegisteredOrigins(server, gateway)
    server.addHook('onRequest', limitLargeCalls())
    // After what passes through to Phorge: that is not counted here.
    server.addHook('preParsing', limits.address)
    readBodiesAsBytes(server)
    server.setErrorHandler((error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 500
      const { method = '' } = request.params as { method?: string }
      const outcome = status >= 500 ? 'failed' : 'invalid'
      void gateway.metrics?.count({ application: 'none', method, outcome, took: reply.elapsedTime })
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
    if (gateway.backend.upload)
      await server.register(uploads({ gateway, denied, underWay, observe, limits }, answer))
  }
}

/**
 * Pages of an origin that some application registered may read the answers. No credentials: cookies mean nothing here.
 * Whether the token belongs to an application of that origin is decided with the call.
 */
async function allowRegisteredOrigins(server: FastifyInstance, gateway: Gateway): Promise<void> {
  await server.register(cors, {
    origin: (origin: string | undefined, decided: (error: Error | null, isAllowed: boolean) => void) => {
      if (origin === undefined) return decided(null, false)
      hasOrigin(gateway, origin).then(
        (isAllowed) => decided(null, isAllowed),
        (error) => decided(error, false),
      )
    },
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
    exposedHeaders: [
      'WWW-Authenticate',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'X-Conduit-Capabilities',
      'X-Request-Id',
    ],
    credentials: false,
    maxAge: 600,
  })
}

/** Sent twice, it is as wrong as one that is no key, and is refused as that. */
function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
