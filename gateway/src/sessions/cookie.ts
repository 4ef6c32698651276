import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { parse, serialize } from 'hono/utils/cookie'
import type { Gateway } from '../gateway.ts'
import { findSession, type Session } from './sessions.ts'

/** A request of fastify's or of node:http's. */
export interface WithHeaders {
  readonly headers: IncomingHttpHeaders
}

const SESSION = 'gateway_session'

/** The secret of the session cookie, as the browser sent it: not checked yet. */
export function sessionCookieOf(request: WithHeaders, gateway: Gateway): string | undefined {
  return readCookie(request, SESSION, gateway)
}

/** What the session cookie of this gateway is called. */
export function sessionCookieName(gateway: Gateway): string {
  return nameOf(SESSION, gateway)
}

export function setSessionCookie(reply: FastifyReply, secret: string, gateway: Gateway): void {
  setCookie(reply, SESSION, secret, { maxAge: gateway.config.sessionLifetime, gateway })
}

export function clearSessionCookie(reply: FastifyReply, gateway: Gateway): void {
  setCookie(reply, SESSION, '', { maxAge: 0, gateway })
}

/**
 * Who is signed in, in the browser that sent this; `undefined` when nobody is. Behind one host name with a Phorge that is
 * who is signed in there. @throws {Unavailable} when Phorge does not say
 */
export async function sessionOf(gateway: Gateway, request: WithHeaders): Promise<Session | undefined> {
  if (gateway.phorge?.mode === 'same-origin') return gateway.phorge.visitors.visitorOf(request)
  return findSession(gateway, sessionCookieOf(request, gateway))
}

export function readCookie(request: WithHeaders, name: string, gateway: Gateway): string | undefined {
  const { cookie } = request.headers
  return (cookie && parse(cookie, nameOf(name, gateway))[nameOf(name, gateway)]) || undefined
}

export function setCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { maxAge, gateway }: { maxAge: number; gateway: Gateway },
): void {
  const cookie = serialize(nameOf(name, gateway), value, {
    httpOnly: true,
    maxAge,
    path: '/',
    sameSite: 'Lax',
    secure: isSecure(gateway),
  })
  reply.header('set-cookie', cookie)
}

/** With the `__Host-` prefix no other host of the domain can plant the cookie; browsers take it over TLS alone. */
function nameOf(name: string, gateway: Gateway): string {
  return isSecure(gateway) ? `__Host-${name}` : name
}

function isSecure(gateway: Gateway): boolean {
  return gateway.config.publicUrl.startsWith('https:')
}
