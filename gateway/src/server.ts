import { setTimeout } from 'node:timers/promises'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { type SerializedError, stdSerializers } from 'pino'
import { rangeCheck } from './addresses/ranges.ts'
import { pageHeaders } from './authorization-server/page-headers.ts'
import { forwardUnroutable } from './backends/phorge/same-origin/unroutable.ts'
import { refuse } from './conduit/answer.ts'
import { sendEnvelope } from './conduit/send.ts'
import type { Config } from './config.ts'
import { requestBegins } from './database/lookup.ts'
import type { Gateway } from './gateway.ts'
import { sendAnswer } from './pages/answer.ts'
import { refused } from './pages/error-pages.ts'
import { requestIdOf, tellRequestId } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { readRestOfBodies } from './rest-of-body.ts'

/** Who sends a request more slowly than this is cut off. Fastify would wait for ever. */
const LONGEST_REQUEST = 300_000
/** What is under way when the server stops has this long to finish. */
const GRACE = 5000

/** The HTTP server, without any route. */
export function createServer(gateway: Gateway): FastifyInstance {
  const { config, database, log } = gateway
  const server = fastify({
    loggerInstance: log,
    logController: new RequestLog(),
    trustProxy: trusted(config),
    forceCloseConnections: true,
    genReqId: requestIdOf,
    requestIdHeader: false,
    requestTimeout: LONGEST_REQUEST,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) =>
      void (forwardUnroutable(gateway, request, reply) ?? answerUnroutable(error, request, reply)),
  }) as unknown as FastifyInstance
  server.addHook('onRequest', (_request, _reply, next) => {
    requestBegins(database)
    next()
  })
  tellRequestId(server)
  finishRequests(server)
  readRestOfBodies(server)
  return server
}

/**
 * Each web server in front appends the address that it saw. From the last one backwards they are believed as long as it
 * is a server of ours that says it; what stands before that, the caller may have made up.
 */
function trusted({
  trustProxy,
  trustedProxies,
}: Config): false | ((address: string, hop: number) => boolean) {
  if (trustedProxies.length === 0) return trustProxy && ((_address, hop) => hop === 0)
  const contains = rangeCheck(trustedProxies)
  return (address, hop) => (trustProxy && hop === 0) || contains(address)
}

/** Without what Node hangs on to a request that it cannot parse: the bytes as they came, cookies and tokens included. */
export function errorForLog(error: Error) {
  const { rawPacket: _, ...told } = stdSerializers.err(error) as SerializedError & { rawPacket?: unknown }
  return told
}

/** An address that leads to no route at all: not UTF-8 when decoded, or with a part that is far too long. */
function answerUnroutable(error: FastifyError, { url }: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400
  if (/^\/api(?:[/?]|$)/.test(url)) {
    const message = 'No Conduit method has such a name.'
    void sendEnvelope(reply, refuse('ERR-CONDUIT-CALL', 'method_unknown', message, status))
    return
  }
  void sendAnswer(reply.headers(pageHeaders), refused(status), undefined)
}

/** Before connections are cut on closing, what is under way may finish: its work is done, the answer should arrive. */
function finishRequests(server: FastifyInstance): void {
  let underWay = 0
  let allDone = () => {}
  const done = () => {
    underWay -= 1
    if (underWay === 0) allDone()
  }
  server.addHook('onRequest', (_request, reply, next) => {
    underWay += 1
    reply.raw.once('close', done)
    next()
  })
  server.addHook('preClose', async () => {
    if (underWay === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    allDone = resolve
    await Promise.race([promise, setTimeout(GRACE, undefined, { ref: false })])
  })
}
