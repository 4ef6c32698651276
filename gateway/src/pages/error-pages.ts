import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { html } from 'hono/html'
import { Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { type Answer, sendAnswer } from './answer.ts'
import { paths } from './paths.ts'

export function notFound(what = 'There is no page at this address.'): Answer {
  return {
    status: 404,
    title: 'Not found',
    width: 'narrow',
    body: html`<h1>Not found</h1>
<p>${what}</p>
<p><a href="${paths.home}">To the start page</a></p>`,
  }
}

export function errorPages(server: FastifyInstance, gateway: Gateway): void {
  server.setNotFoundHandler(async (request, reply) => {
    const at = `${request.url}?`.indexOf('?')
    const path = request.url.slice(0, at)
    // `/maniphest` is `/maniphest/`. The path is a route of ours, so this leads nowhere else.
    if (request.method === 'GET' && server.hasRoute({ method: 'GET', url: `${path}/` })) {
      return reply.redirect(`${path}/${request.url.slice(at)}`, 308)
    }
    return sendAnswer(reply, notFound(), await sessionOf(gateway, request))
  })

  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    return sendAnswer(reply, answerToError(error, request), undefined)
  })
}

/** The page for what a handler has thrown. */
export function answerToError(error: FastifyError, request: FastifyRequest): Answer {
  if (error instanceof Unavailable) return unavailablePage(error)
  const status = error.statusCode ?? 500
  if (status < 500) return refused(status)
  request.log.error({ err: error }, 'a page failed')
  return failed(request.id)
}

/** Phorge is ill, and without it the page cannot be made. */
export function unavailablePage({ illness, status, message, retryAfter }: Unavailable): Answer {
  const answers = illness === 'failed' || illness === 'not_conduit' || illness === 'rate_limited'
  const title = answers ? 'Phorge gives no useful answer' : 'Phorge does not answer'
  return {
    status,
    title,
    width: 'narrow',
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: html`<h1>${title}</h1>
<p>${message}</p>
<p>Nothing was changed here. Please try again in a moment.</p>`,
  }
}

function failed(requestId: string): Answer {
  return {
    status: 500,
    title: 'Something went wrong',
    width: 'narrow',
    body: html`<h1>Something went wrong here</h1>
<p>This is the gateway's fault and not yours. Its log says more under the number <code>${requestId}</code>.</p>
<p><a href="${paths.home}">To the start page</a></p>`,
  }
}

const reasons: Readonly<Record<number, string>> = {
  413: 'The form is too large.',
  414: 'Its address is too long.',
}

/** For a request that no page can be made of, such as a form that is too large. */
export function refused(status: number): Answer {
  return {
    status,
    title: 'Not understood',
    width: 'narrow',
    body: html`<h1>The gateway did not understand this request</h1>
<p>${reasons[status] ?? 'Go back, reload the page and try again.'}</p>
<p><a href="${paths.home}">To the start page</a></p>`,
  }
}
