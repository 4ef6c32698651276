import type { FastifyPluginAsync } from 'fastify'
import { toWebRequest } from 'phorge-conduit/server/node'
import type { SessionAnswer } from '../../api.ts'
import type { Viewer } from '../viewer.ts'
import { missingScopes } from './scopes.ts'
import { visitorOf } from './visitor.ts'

export function signInRoutes(viewer: Viewer): FastifyPluginAsync {
  const { signIn } = viewer
  return async (server) => {
    // The sign-out form has no fields.
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer' },
      (_request, _body, done) => done(null, undefined),
    )
    server.get('/auth/start', (request) => signIn.start(toWebRequest(request.raw)))
    server.get('/auth/callback', (request) => signIn.callback(toWebRequest(request.raw)))
    server.post('/auth/sign-out', (request) => signIn.signOut(toWebRequest(request.raw)))

    server.get('/api/session', async (request): Promise<SessionAnswer> => {
      const { user, grantedScopes, signInUrl, grantUrl } = await visitorOf(viewer, request)
      if (!user) return { signedIn: false, signInUrl }
      const missing = missingScopes(grantedScopes)
      return { signedIn: true, user, granted: grantedScopes ?? [], missing, grantUrl: grantUrl(missing) }
    })
  }
}
