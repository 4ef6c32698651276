import type { FastifyPluginAsync } from 'fastify'
import type { Gateway } from '../gateway.ts'

/** The server-rendered pages, with the cookies, security headers and form parsing that they share. */
export function pageRoutes(_gateway: Gateway): FastifyPluginAsync {
  return async () => {}
}
