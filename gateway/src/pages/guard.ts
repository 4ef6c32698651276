import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { html } from 'hono/html'
import type { Gateway } from '../gateway.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { isCsrfToken, type Session } from '../sessions/sessions.ts'
import { withAlerts } from './alerts.ts'
import { type Answer, type Download, sendAnswer } from './answer.ts'
import { formOf, textOf } from './form.ts'
import { paths } from './paths.ts'

/** What a handler of a signed-in page is given. */
export interface Visit {
  readonly gateway: Gateway
  readonly session: Session
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type VisitHandler = (visit: Visit) => Promise<Answer>
export type DownloadHandler = (visit: Visit) => Promise<Answer | Download>

/**
 * Makes a route of a handler for people who are signed in. Others are sent to sign in and come back. A form passes only
 * when a page of this very session made it, so no handler has to think of cross-site requests.
 */
export function forSignedIn(gateway: Gateway, handler: VisitHandler | DownloadHandler): RouteHandlerMethod {
  return async (request, reply) => {
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const session = await sessionOf(gateway, request)
    if (!session) return sendAnswer(reply, reads ? signInFirst(request) : signedOut, session)
    if (!reads) {
      if (!isSameOrigin(request, gateway)) return sendAnswer(reply, otherOrigin(gateway), session)
      if (!isCsrfToken(session, textOf(formOf(request.body), 'csrf'))) {
        return sendAnswer(reply, staleForm, session)
      }
    }
    const answer = await handler({ gateway, session, request, reply })
    return sendAnswer(reply, await withAlerts(gateway, session, answer), session)
  }
}

export function forAdministrators(
  gateway: Gateway,
  handler: VisitHandler | DownloadHandler,
): RouteHandlerMethod {
  return forSignedIn(gateway, async (visit) =>
    visit.session.account.isAdministrator ? handler(visit) : administratorsOnly,
  )
}

/**
 * Browsers send `Origin` with every form; programs that send neither header cannot ride on anybody's cookie. After a
 * page with `no-referrer` it is `null`, and `Sec-Fetch-Site` has to say that it was a page of ours.
 */
export function isSameOrigin({ headers }: Pick<FastifyRequest, 'headers'>, gateway: Gateway): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin === 'null') return site === 'same-origin'
  if (origin !== undefined) return origin === new URL(gateway.config.publicUrl).origin
  return site === undefined || site === 'same-origin' || site === 'none'
}

export function otherOrigin(gateway: Gateway): Answer {
  return {
    status: 403,
    title: 'Wrong address',
    width: 'narrow',
    body: html`<h1>This form came from another address</h1>
<p>The gateway takes forms only from its own pages, and its address is
<a href="${gateway.config.publicUrl}/">${gateway.config.publicUrl}</a>. Nothing was changed. Please open it there and try again.</p>`,
  }
}

function signInFirst({ url }: FastifyRequest): Answer {
  return { seeOther: `${paths.signIn}?return_to=${encodeURIComponent(url)}` }
}

const signedOut: Answer = {
  status: 403,
  title: 'Signed out',
  width: 'narrow',
  body: html`<h1>You are signed out</h1>
<p>Nothing was changed. Please sign in and do it again.</p>
<p><a class="button" href="${paths.signIn}">Sign in</a></p>`,
}

const staleForm: Answer = {
  status: 403,
  title: 'Form out of date',
  width: 'narrow',
  body: html`<h1>This form is out of date</h1>
<p>It was made for another sign-in, so nothing was changed. Go back, reload the page and send it again.</p>`,
}

const administratorsOnly: Answer = {
  status: 403,
  title: 'For administrators',
  width: 'narrow',
  body: html`<h1>This page is for administrators</h1>
<p>Your account does not have that role. An administrator of this gateway can help you.</p>
<p><a href="${paths.home}">To the start page</a></p>`,
}
