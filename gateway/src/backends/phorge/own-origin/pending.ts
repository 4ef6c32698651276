import type { FastifyReply } from 'fastify'
import * as z from 'zod'
import type { Gateway } from '../../../gateway.ts'
import { readCookie, setCookie, type WithHeaders } from '../../../sessions/cookie.ts'

/** A sign-in that this browser has begun at Phorge. */
export interface PendingSignIn {
  readonly state: string
  readonly codeVerifier: string
  readonly returnTo: string
}

const COOKIE = 'gateway_phorge_sign_in'
/** Seconds. */
const LIFETIME = 600

const pendingSignIn = z.object({ state: z.string(), codeVerifier: z.string(), returnTo: z.string() })

/** It is kept with the browser that began it: an answer that another one was given is of no use. */
export function keepPending(
  reply: FastifyReply,
  gateway: Gateway,
  { state, codeVerifier, returnTo }: PendingSignIn,
): void {
  const value = Buffer.from(JSON.stringify({ state, codeVerifier, returnTo })).toString('base64url')
  setCookie(reply, COOKIE, value, { maxAge: LIFETIME, gateway })
}

export function pendingOf(request: WithHeaders, gateway: Gateway): PendingSignIn | undefined {
  const value = readCookie(request, COOKIE, gateway)
  try {
    const text = Buffer.from(value ?? '', 'base64url').toString()
    return pendingSignIn.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export function forgetPending(reply: FastifyReply, gateway: Gateway): void {
  setCookie(reply, COOKIE, '', { maxAge: 0, gateway })
}
