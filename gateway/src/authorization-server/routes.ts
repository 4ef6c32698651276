import type { FastifyPluginAsync } from 'fastify'
import type { Gateway } from '../gateway.ts'

/** `/oauthserver/…`, the metadata documents and the consent page. */
export function authorizationServerRoutes(_gateway: Gateway): FastifyPluginAsync {
  return async () => {}
}
