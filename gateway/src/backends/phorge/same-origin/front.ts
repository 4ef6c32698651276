import { METHODS } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Gateway } from '../../../gateway.ts'
import { sendAnswer } from '../../../pages/answer.ts'
import { answerToError, notFound } from '../../../pages/error-pages.ts'
import { PAGES } from '../../../pages/paths.ts'
import type { Forwarder } from './forwarder.ts'

/**
 * With `--front`: whatever is not the gateway's goes to Phorge, so that both are behind one address without a web server
 * that tells them apart.
 */
export function front({ config, phorge }: Gateway): FastifyPluginAsync {
  return async (server) => {
    if (phorge?.mode !== 'same-origin' || !config.front) return
    const { forwarder } = phorge
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.url === PAGES || request.url.startsWith(`${PAGES}/`)) {
        return sendAnswer(reply, notFound(), undefined)
      }
      return forwardPage(forwarder, request, reply)
    }
    // Before anything looks at the body: whether its type is one at all is Phorge's business.
    const routed = { onRequest: handler, handler }
    server.route({ method: knownMethods(server), url: '/*', logLevel: 'warn', ...routed })
    forwardUpgrades(server, forwarder)
  }
}

/** Answers with a page of ours when Phorge cannot be reached. */
export async function forwardPage(
  forwarder: Forwarder,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  try {
    await forwarder.forward(request, reply)
    return reply
  } catch (error) {
    return sendAnswer(reply, answerToError(error as FastifyError, request), undefined)
  }
}

/** Repositories over HTTP have methods of their own (WebDAV). */
function knownMethods(server: FastifyInstance): string[] {
  const methods = METHODS.filter((method) => method !== 'CONNECT')
  for (const method of methods.filter((name) => !server.supportedMethods.includes(name)))
    server.addHttpMethod(method, { hasBody: method !== 'HEAD' && method !== 'TRACE' })
  return methods
}

/** Sockets that have become another protocol are none of the server's any more: closing has to end them. */
function forwardUpgrades(server: FastifyInstance, forwarder: Forwarder): void {
  const open = new Set<{ destroy(): void }>()
  server.server.on('upgrade', (request, socket, head) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    forwarder.upgrade(request, socket, head)
  })
  server.addHook('preClose', async () => {
    for (const socket of open) socket.destroy()
  })
}
