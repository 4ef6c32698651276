import type { FastifyPluginAsync } from 'fastify'
import type { Gateway } from '../gateway.ts'

/** `/api/<method>` */
export function conduitRoutes(_gateway: Gateway): FastifyPluginAsync {
  return async () => {}
}
