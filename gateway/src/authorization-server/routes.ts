import type { FastifyError, FastifyPluginAsync } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { authorizationEndpoint } from './authorization-endpoint.ts'
import { removeExpired } from './expiry.ts'
import { FailureLimit } from './failure-limit.ts'
import { forward, type Library } from './forward.ts'
import { interactionRoutes } from './interaction-routes.ts'
import { metadataRoutes } from './metadata.ts'
import { openProvider } from './provider.ts'
import { type ProgramPath, programEndpoint, refuse } from './token-endpoint.ts'

const programPaths: readonly ProgramPath[] = [
  '/oauthserver/token',
  '/oauthserver/revoke',
  '/oauthserver/introspect',
]

/** `/oauthserver/…`, the metadata documents and the consent page. */
export function authorizationServerRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    const provider = await openProvider(gateway)
    const limit = new FailureLimit(gateway.now)
    limit.watch(provider)
    const stop = removeExpired(gateway)
    server.addHook('onClose', async () => stop())
    await server.register(metadataRoutes(gateway))
    await server.register(interactionRoutes(gateway, provider))
    await server.register(protocolRoutes(gateway, provider.callback(), limit))
  }
}

/** What the library answers. Query strings and bodies hold secrets here: fastify logs nothing of these routes. */
function protocolRoutes(gateway: Gateway, library: Library, limit: FailureLimit): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    const asText = { parseAs: 'string', bodyLimit: 64 * 1024 } as const
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      asText,
      async (_: unknown, body: string) => body,
    )
    server.addContentTypeParser('*', async () => undefined)

    server.setErrorHandler(async (error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500
      if (status >= 500) gateway.log.error({ err: error }, 'an OAuth endpoint failed')
      return refuse(
        reply,
        status,
        status >= 500 ? 'server_error' : 'invalid_request',
        'The request cannot be read.',
      )
    })

    const route = (path: string, method: string[], handler: ReturnType<typeof authorizationEndpoint>) => {
      for (const url of [path, `${path}/`]) server.route({ url, method, handler, logLevel: 'silent' })
    }
    route('/oauthserver/auth', ['GET'], authorizationEndpoint(gateway, library))
    route('/oauthserver/auth/:uid', ['GET'], async (request, reply) => {
      const { uid } = request.params as { uid: string }
      const path = `/oauthserver/auth/${encodeURIComponent(uid)}`
      return forward(gateway, library, request, reply, { method: 'GET', path })
    })
    for (const path of programPaths) {
      route(path, ['GET', 'POST', 'OPTIONS'], programEndpoint({ gateway, library, limit, path }))
    }
  }
}
