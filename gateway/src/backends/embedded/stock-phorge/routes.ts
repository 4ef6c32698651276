import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'hono/html'
import type { Gateway } from '../../../gateway.ts'
import type { Answer } from '../../../pages/answer.ts'
import { assetRoutes } from '../../../pages/assets.ts'
import type { VisitHandler } from '../../../pages/guard.ts'
import type { Session } from '../../../sessions/sessions.ts'
import { personPage, projectPage } from '../pages/people-and-projects.ts'
import { taskListPage } from '../pages/task-list.ts'
import { taskPage } from '../pages/task-page.ts'
import { api } from './api.ts'
import { readBodiesAsBytes } from './bodies.ts'
import { authorize } from './oauth/authorize.ts'
import { token } from './oauth/token.ts'
import { answerOutage } from './outage.ts'
import { sendDialog, sendFailure, sendPage } from './page.ts'
import { sendSignIn, signInRoutes } from './sign-in.ts'
import type { StockPhorge } from './stock-phorge.ts'
import { tokenRoutes } from './token-pages.ts'
import {
  fieldsOf,
  forAnybody,
  forSignedIn,
  locate,
  type SignedInVisit,
  type Site,
  type Visit,
} from './visit.ts'

const TOKEN_ENDPOINT = '/oauthserver/token/'
const methods: ('GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS')[] = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']

/** Everything that the server answers when its face is that of a stock Phorge. */
export function stockPhorgeRoutes(gateway: Gateway, phorge: StockPhorge): FastifyPluginAsync {
  const site = { gateway, phorge }
  return async (server) => {
    readBodiesAsBytes(server)
    assetRoutes(server)
    server.addHook('onRequest', async (_request, reply) => {
      reply.headers(headers)
      if (await answerOutage(phorge.outage, reply)) return reply
    })
    server.addHook('preHandler', refuseCodes(site))
    server.setErrorHandler((error, request, reply) => {
      request.log.error(error)
      return sendFailure(reply, 'The server failed.')
    })
    server.route({ method: methods, url: '/api/:method(^.+$)', handler: forAnybody(site, api) })
    signInRoutes(server, site)
    tokenRoutes(server, site)
    oauthRoutes(server, site)
    pageRoutes(server, site)
    server.setNotFoundHandler(forAnybody(site, (visit) => missing(visit, visit.visitor.session)))
  }
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'Deny',
} as const

function oauthRoutes(server: FastifyInstance, site: Site): void {
  const ifEnabled = (handler: (visit: SignedInVisit) => unknown) => (visit: SignedInVisit) =>
    site.phorge.outage === 'no-oauth-server' ? missing(visit, visit.session) : handler(visit)
  server.route({
    method: methods,
    url: '/oauthserver/auth/',
    handler: forSignedIn(site, ifEnabled(authorize)),
  })
  const exchange = (visit: Visit) =>
    site.phorge.outage === 'no-oauth-server' ? missing(visit, visit.visitor.session) : token(visit)
  server.route({ method: methods, url: TOKEN_ENDPOINT, handler: forAnybody(site, exchange) })
  server.get(
    '/oauthserver/auth',
    forAnybody(site, (visit) => locate(visit, visit.request.url.replace('/auth', '/auth/'))),
  )
}

/** The addresses to which answers lead: the embedded Maniphest's own pages. */
function pageRoutes(server: FastifyInstance, site: Site): void {
  const page = (url: string, handler: VisitHandler) => server.get(url, forSignedIn(site, shown(handler)))
  page('/T:id(^\\d{1,15}$)', taskPage)
  page('/maniphest/', taskListPage)
  page('/p/:userName/', personPage)
  page('/tag/:slug/', projectPage)
  server.get(
    '/status/',
    forAnybody(site, ({ reply }) => reply.type('text/html; charset=UTF-8').send('ALIVE\n')),
  )
  server.get(
    '/',
    forSignedIn(site, ({ session, reply, csrf }) => {
      const text = html`Signed in as <strong>${session.account.userName}</strong>.
<a href="/maniphest/">Tasks</a>, <a href="/settings/panel/apitokens/">API tokens</a>.`
      return sendDialog(reply, { title: 'Home', text, action: '/logout/', csrf, submit: 'Sign out' })
    }),
  )
}

function shown(handler: VisitHandler) {
  return async (visit: SignedInVisit): Promise<unknown> => {
    const answer: Answer = await handler(visit)
    if ('seeOther' in answer) return locate(visit, answer.seeOther)
    return sendPage(visit.reply, answer.status ?? 200, answer.title, answer.body)
  }
}

/** To whoever is signed out, what is not there looks like what needs a sign-in. */
function missing(visit: Visit, session: Session | undefined): unknown {
  if (!session) return sendSignIn(visit)
  const text = 'There is nothing at this address.'
  const links = [{ text: 'To the start page', href: '/' }]
  return sendDialog(visit.reply, { status: 404, title: '404 Not Found', text, csrf: visit.csrf, links })
}

/** Phorge keeps OAuth codes out of its own forms: no address but the token endpoint takes a parameter of that name. */
function refuseCodes({ phorge }: Site) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const [path] = request.url.split('?', 1)
    const isWatched = path !== TOKEN_ENDPOINT || phorge.outage === 'no-oauth-server'
    if (!isWatched || !('code' in fieldsOf(request))) return undefined
    await sendFailure(reply, 'This address takes no parameter "code".')
    return reply
  }
}
