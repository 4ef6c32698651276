import type { FastifyError, FastifyPluginAsync } from 'fastify'
import { Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { sendAnswer } from '../pages/answer.ts'
import { unavailablePage } from '../pages/error-pages.ts'
import { authorizationEndpoint } from './authorization-endpoint.ts'
import { removeExpired } from './expiry.ts'
import { FailureLimit } from './failure-limit.ts'
import { acceptForms } from './form-body.ts'
import { forward, type Library } from './forward.ts'
import { interactionRoutes } from './interaction-routes.ts'
import { metadataRoutes } from './metadata.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { pageHeaders } from './page-headers.ts'
import { type ProgramPath, programEndpoint } from './program-endpoint.ts'
import { openProvider } from './provider.ts'

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
    server.addHook('onClose', stop)
    await server.register(metadataRoutes(gateway))
    await server.register(interactionRoutes(gateway, provider))
    await server.register(protocolRoutes(gateway, provider.callback(), limit))
  }
}

/** What the library answers. Query strings and bodies hold secrets here: fastify logs nothing of these routes. */
function protocolRoutes(gateway: Gateway, library: Library, limit: FailureLimit): FastifyPluginAsync {
  return async (server) => {
    acceptForms(server)
    server.setErrorHandler(async (error: FastifyError | OAuthRefusal, _request, reply) => {
      if (error instanceof Unavailable) {
        return sendAnswer(reply.headers(pageHeaders), unavailablePage(error), undefined)
      }
      const { statusCode = 500 } = error
      if (statusCode >= 500) gateway.log.error({ err: error }, 'an OAuth endpoint failed')
      const refusal = error instanceof OAuthRefusal ? error : unreadable(statusCode)
      return reply
        .code(statusCode)
        .headers({ ...refusal.headers, 'cache-control': 'no-store' })
        .send({ error: refusal.error, error_description: refusal.message })
    })

    const route = (path: string, method: string[], handler: ReturnType<typeof authorizationEndpoint>) => {
      for (const url of [path, `${path}/`])
        server.route({ url, method, handler, logLevel: 'silent', exposeHeadRoute: false })
    }
    // No HEAD: it would go through an authorization and show nothing of it.
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

function unreadable(statusCode: number): OAuthRefusal {
  return statusCode < 500
    ? new OAuthRefusal(statusCode, 'invalid_request', 'The request cannot be read.')
    : new OAuthRefusal(statusCode, 'server_error', 'Something went wrong here.')
}
