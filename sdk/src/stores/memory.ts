import { conceal } from '../oauth/conceal.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { StoredToken, TokenStore } from './store.ts'

/**
 * Keeps tokens for as long as the process lives. Several processes do not share it.
 *
 * @example
 * ```ts
 * const store = memoryStore()
 * ```
 */
export function memoryStore(): TokenStore {
  const tokens = new Map<string, StoredToken>()
  return {
    get: async (key) => copy(tokens.get(key)),
    set: async (key, token) => void tokens.set(key, { ...token }),
    delete: async (key) => void tokens.delete(key),
    exclusively: oneAtATime(),
  }
}

function copy(token: StoredToken | undefined): StoredToken | undefined {
  return token && conceal({ ...token })
}
