import type { FastifyPluginAsync } from 'fastify'
import type { Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'
import { authorizationEndpoint } from './authorization-endpoint.ts'
import { removeExpired } from './expiry.ts'
import { forward } from './forward.ts'
import { interactionRoutes } from './interaction-routes.ts'
import { metadataRoutes } from './metadata.ts'
import { openProvider } from './provider.ts'
import { type ProgramPath, programEndpoint } from './token-endpoint.ts'

const programPaths: readonly ProgramPath[] = [
  '/oauthserver/token',
  '/oauthserver/revoke',
  '/oauthserver/introspect',
]

/** `/oauthserver/…`, the metadata documents and the consent page. */
export function authorizationServerRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    const provider = await openProvider(gateway)
    const stop = removeExpired(gateway)
    server.addHook('onClose', async () => stop())
    await server.register(metadataRoutes(gateway))
    await server.register(interactionRoutes(gateway, provider))
    await server.register(protocolRoutes(gateway, provider))
  }
}

/** What the library answers. Query strings and bodies hold secrets here: fastify logs nothing of these routes. */
function protocolRoutes(gateway: Gateway, provider: Provider): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    const asText = { parseAs: 'string', bodyLimit: 64 * 1024 } as const
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      asText,
      async (_: unknown, body: string) => body,
    )
    server.addContentTypeParser('*', async () => undefined)

    const route = (path: string, method: string[], handler: ReturnType<typeof authorizationEndpoint>) => {
      for (const url of [path, `${path}/`]) server.route({ url, method, handler, logLevel: 'silent' })
    }
    route('/oauthserver/auth', ['GET'], authorizationEndpoint(gateway, provider))
    route('/oauthserver/auth/:uid', ['GET'], async (request, reply) => {
      const { uid } = request.params as { uid: string }
      const path = `/oauthserver/auth/${encodeURIComponent(uid)}`
      return forward(gateway, provider, request, reply, { method: 'GET', path })
    })
    for (const path of programPaths) {
      route(path, ['GET', 'POST', 'OPTIONS'], programEndpoint(gateway, provider, path))
    }
  }
}
