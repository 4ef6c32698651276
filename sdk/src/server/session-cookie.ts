import * as z from 'zod/mini'
import { ConfigurationError } from '../errors.ts'
import type { CookieKeys } from './cookie-keys.ts'
import { maxCookieLength, readCookies, writeCookie } from './cookies.ts'

const session = z.object({ key: z.string(), user: z.optional(z.unknown()), expiresAt: z.number() })

/** What the cookie of a signed-in browser says. */
export interface SessionCookie {
  /** Of the store's entry. */
  readonly key: string
  readonly user?: unknown
}

export function sessionCookies(options: {
  readonly keys: CookieKeys
  readonly name: string
  readonly secure: boolean
  /** Seconds. */
  readonly maxAge: number
  readonly now: () => number
}) {
  const { keys, secure, maxAge, now } = options
  const name = `${secure ? '__Host-' : ''}${options.name}`

  return {
    async write({ key, user }: SessionCookie): Promise<string> {
      const value = await keys.sign(name, { key, user, expiresAt: now() + maxAge })
      const cookie = writeCookie(name, value, { path: '/', maxAge, secure })
      if (cookie.length <= maxCookieLength) return cookie
      throw new ConfigurationError('onSignedIn returned more than fits into a cookie.', {
        remedy: 'Return what identifies the user (about 2000 characters) and keep the rest in a database.',
      })
    },
    async read(request: Request): Promise<SessionCookie | undefined> {
      const parsed = session.safeParse(await keys.verify(name, readCookies(request).get(name)))
      return parsed.success && parsed.data.expiresAt > now() ? parsed.data : undefined
    },
    clear: () => writeCookie(name, '', { path: '/', maxAge: 0, secure }),
  }
}
