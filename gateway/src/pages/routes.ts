import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { applicationRoutes } from '../applications/routes.ts'
import { auditRoutes } from '../audit/routes.ts'
import { embeddedPageRoutes } from '../backends/embedded/pages/routes.ts'
import { leadOn } from '../backends/phorge/own-origin/leading-on.ts'
import { ownOriginSignInRoutes } from '../backends/phorge/own-origin/sign-in.ts'
import { sameOriginSignInRoutes } from '../backends/phorge/same-origin/sign-in.ts'
import type { Gateway } from '../gateway.ts'
import { limitRoutes } from '../limits/routes.ts'
import { secondFactorRoutes } from '../second-factor/routes.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { signInRoutes } from '../sessions/sign-in.ts'
import { tokenRoutes } from '../tokens/pages/routes.ts'
import { phorgeTokenRoutes } from '../vault/page.ts'
import { withAlerts } from './alerts.ts'
import { sendAnswer } from './answer.ts'
import { assetRoutes } from './assets.ts'
import { errorPages } from './error-pages.ts'
import { homePage } from './home.ts'
import { newMethodRoutes } from './new-methods.ts'
import { paths } from './paths.ts'

/** Enough for every rule of every method of a large Phorge. */
const LARGEST_FORM = 1024 * 1024

/** The server-rendered pages, with the cookies, security headers and form parsing that they share. */
export function pageRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    // Forms are the only bodies here: what a cross-site fetch could send without asking is not even parsed.
    server.removeAllContentTypeParsers()
    await server.register(formbody, { bodyLimit: LARGEST_FORM })
    await server.register(helmet, securityHeaders(gateway))
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    errorPages(server, gateway)
    assetRoutes(server)
    signInRoutesOf(server, gateway)
    applicationRoutes(server, gateway)
    tokenRoutes(server, gateway)
    newMethodRoutes(server, gateway)
    secondFactorRoutes(server, gateway)
    auditRoutes(server, gateway)
    limitRoutes(server, gateway)
    if (gateway.phorge) phorgeTokenRoutes(server, gateway, gateway.phorge)
    if (gateway.backend.kind === 'embedded') embeddedPageRoutes(server, gateway)
    if (gateway.phorge?.mode === 'own-origin') leadOn(server, gateway.phorge.publicUrl)
    // In same-origin it is the start page of Phorge.
    if (gateway.phorge?.mode !== 'same-origin') {
      server.get('/', async (_request, reply) => sendAnswer(reply, { seeOther: paths.home }, undefined))
    }
    server.get(paths.home, async (request, reply) => {
      const session = await sessionOf(gateway, request)
      const answer = homePage(gateway, session)
      return sendAnswer(reply, session ? await withAlerts(gateway, session, answer) : answer, session)
    })
  }
}

function signInRoutesOf(server: FastifyInstance, gateway: Gateway): void {
  const { phorge } = gateway
  if (!phorge) signInRoutes(server, gateway)
  else if (phorge.mode === 'same-origin') sameOriginSignInRoutes(server, gateway)
  else ownOriginSignInRoutes(server, gateway, phorge)
}

function securityHeaders({ config }: Gateway): NonNullable<Parameters<typeof helmet>[1]> {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    hsts: config.publicUrl.startsWith('https:') && { includeSubDomains: false },
  }
}
