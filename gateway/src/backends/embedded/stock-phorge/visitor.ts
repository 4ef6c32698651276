import type { FastifyReply, FastifyRequest } from 'fastify'
import { parse } from 'hono/utils/cookie'
import type { Gateway } from '../../../gateway.ts'
import { randomSecret } from '../../../secrets.ts'
import { findSession, type Session } from '../../../sessions/sessions.ts'
import { csrfToken, isCsrfToken } from './csrf.ts'

/** Phorge's cookies live for five years and say nothing of `SameSite`. */
export const COOKIE_LIFETIME = 157_680_000
const ANONYMOUS = 'A/'

/** Whoever sent a request, by the cookies it carried. */
export interface Visitor {
  readonly session: Session | undefined
  /** The value of `phsid`. Without one in the request, that of the anonymous session which the answer begins. */
  readonly cookie: string
  /** It names a session that is over. */
  readonly isStale: boolean
}

export async function visitorOf(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visitor> {
  const sent = readCookie(request, 'phsid')
  if (sent === undefined) {
    const cookie = `${ANONYMOUS}${randomSecret()}`
    setCookie(gateway, reply, 'phsid', cookie, COOKIE_LIFETIME)
    return { session: undefined, cookie, isStale: false }
  }
  const session = await findSession(gateway, sent)
  return { session, cookie: sent, isStale: !session && !sent.startsWith(ANONYMOUS) }
}

export function newCsrfToken({ cookie }: Visitor, { now }: Gateway): string {
  return csrfToken(cookie, now())
}

/** The header that Phorge's own pages send, or the field of a form. */
export function provesItself(
  request: FastifyRequest,
  field: unknown,
  { cookie }: Visitor,
  { now }: Gateway,
): 'proven' | 'absent' | 'invalid' {
  const header = request.headers['x-phabricator-csrf']
  const candidate = typeof header === 'string' ? header : field
  if (typeof candidate !== 'string' || candidate === '') return 'absent'
  return isCsrfToken(candidate, cookie, now()) ? 'proven' : 'invalid'
}

export function readCookie({ headers }: FastifyRequest, name: string): string | undefined {
  return (headers.cookie && parse(headers.cookie, name)[name]) || undefined
}

/** Without a `maxAge` it goes with the browser. */
export function setCookie(
  { config }: Gateway,
  reply: FastifyReply,
  name: string,
  value: string,
  maxAge?: number,
): void {
  const lifetime = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  const secure = config.publicUrl.startsWith('https:') ? '; Secure' : ''
  // By hand: Phorge's five years are more than the library is willing to write.
  reply.header('set-cookie', `${name}=${encodeURIComponent(value)}${lifetime}; path=/; HttpOnly${secure}`)
}

export function deleteCookie(gateway: Gateway, reply: FastifyReply, name: string): void {
  setCookie(gateway, reply, name, 'deleted', 0)
}
