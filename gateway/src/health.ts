import type { FastifyPluginAsync } from 'fastify'
import type { Gateway } from './gateway.ts'

/**
 * `/healthz`: this process is well. `/readyz`: and what stands behind it answers. Only the second one fails with a Phorge
 * that is down: to start the gateway anew would help nobody then.
 */
export function healthRoutes({ backend }: Gateway): FastifyPluginAsync {
  return async (server) => {
    server.get('/healthz', { logLevel: 'silent' }, async (_request, reply) => {
      return reply.header('cache-control', 'no-store').send({ status: 'ok' })
    })
    server.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
      const health = (await backend.health?.()) ?? { ready: true }
      reply.header('cache-control', 'no-store')
      return health.ready
        ? reply.send({ status: 'ok' })
        : reply.code(503).header('retry-after', '5').send({ status: 'unavailable', why: health.why })
    })
  }
}
