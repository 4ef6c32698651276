import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { FormError, type FormValue, parseForm } from '../../../conduit/form.ts'
import type { Gateway } from '../../../gateway.ts'
import type { Session } from '../../../sessions/sessions.ts'
import { sendFailure } from './page.ts'
import { askForFactor, sendSignIn } from './sign-in.ts'
import type { StockPhorge } from './stock-phorge.ts'
import { deleteCookie, newCsrfToken, provesItself, type Visitor, visitorOf } from './visitor.ts'

/** What the handler of any address is given. */
export interface Visit {
  readonly gateway: Gateway
  readonly phorge: StockPhorge
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly visitor: Visitor
  /** A fresh one, for the forms of the answer. */
  readonly csrf: string
  /** Query and form; a field of the form wins. */
  readonly fields: Readonly<Record<string, FormValue>>
}

export interface SignedInVisit extends Visit {
  readonly session: Session
}

export interface Site {
  readonly gateway: Gateway
  readonly phorge: StockPhorge
}

/** Makes a route of a handler for everybody. */
export function forAnybody(
  { gateway, phorge }: Site,
  handler: (visit: Visit) => unknown,
): RouteHandlerMethod {
  return async (request, reply) => {
    const visitor = await visitorOf(gateway, request, reply)
    const csrf = newCsrfToken(visitor, gateway)
    return handler({ gateway, phorge, request, reply, visitor, csrf, fields: fieldsOf(request) })
  }
}

/**
 * Makes a route of a handler for people who are signed in. Others get the sign-in page in its place, with status 200;
 * who still owes a second factor is asked for that.
 */
export function forSignedIn(site: Site, handler: (visit: SignedInVisit) => unknown): RouteHandlerMethod {
  return forAnybody(site, (visit) => {
    const { visitor, phorge } = visit
    if (visitor.isStale) return sendCleared(visit)
    const { session } = visitor
    if (!session) return sendSignIn(visit)
    if (phorge.isPartial(session)) return askForFactor(visit)
    return handler({ ...visit, session })
  })
}

/**
 * Whether a form of ours was sent. The answer to a question for a second factor is none: the page behind it is shown
 * first, as in Phorge.
 */
export function isFormPost({ request, fields }: Visit): boolean {
  return request.method === 'POST' && '__form__' in fields && !('__hisec__' in fields)
}

/** Runs `next` when the form was made by a page of this very session; otherwise Phorge fails with status 500. */
export function withProof(visit: Visit, next: () => unknown): unknown {
  const { request, reply, fields, visitor, gateway, csrf } = visit
  const proof = provesItself(request, fields.__csrf__, visitor, gateway)
  if (proof === 'proven') return next()
  return sendFailure(reply, forgeryText(proof), csrf)
}

/** Programs look for the acronym in it, which stays in every language. */
export function forgeryText(proof: 'absent' | 'invalid'): string {
  const lack = proof === 'absent' ? 'It carried no CSRF token.' : 'It carried an invalid CSRF token.'
  return `The request could have been forged by another site, so nothing was saved. Load the page again.\n${lack}`
}

export function textField(fields: Visit['fields'], name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

export function fieldsOf({ raw, body }: FastifyRequest): Record<string, FormValue> {
  const [, query = ''] = (raw.url ?? '').split(/\?(.*)/s)
  return { ...form(query), ...form(Buffer.isBuffer(body) ? body.toString('utf8') : '') }
}

/** What is no form has no fields. Where it matters, as in `/api/`, it is read again and refused in words. */
function form(text: string): Record<string, FormValue> {
  try {
    return parseForm(text)
  } catch (error) {
    if (error instanceof FormError) return {}
    throw error
  }
}

export function locate({ gateway, reply }: Visit, path: string): unknown {
  return reply.redirect(`${gateway.config.publicUrl}${path}`, 302)
}

/** The cookies of a session that is over are taken away. */
function sendCleared(visit: Visit): unknown {
  const { gateway, request, reply } = visit
  deleteCookie(gateway, reply, 'phsid')
  deleteCookie(gateway, reply, 'phusr')
  return locate(visit, `${request.url.split('?', 1)[0]}?cleared=1`)
}
