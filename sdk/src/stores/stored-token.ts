import * as z from 'zod/mini'
import { ConfigurationError } from '../errors.ts'
import { conceal } from '../oauth/conceal.ts'
import type { StoredToken } from './store.ts'

/** A token as it comes back from wherever it was kept. Fields of later versions are kept. */
export const storedToken = z.looseObject({
  accessToken: z.string(),
  refreshToken: z.optional(z.string()),
  issuedAt: z.optional(z.number()),
  expiresAt: z.optional(z.number()),
  scopes: z.optional(z.array(z.string())),
})

/** A token that shows in no log; `undefined` for what is none. */
export function asStoredToken(value: unknown): StoredToken | undefined {
  const { success, data } = storedToken.safeParse(value)
  return success ? conceal(data as StoredToken) : undefined
}

/** The same of JSON. */
export function parseStoredToken(text: string): StoredToken | undefined {
  try {
    return asStoredToken(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** @throws {ConfigurationError} where there is an entry and no token in it. */
export function intact(token: StoredToken | undefined): StoredToken {
  if (token) return token
  throw new ConfigurationError('A stored token is damaged.', { remedy: 'Delete it and sign in again.' })
}
