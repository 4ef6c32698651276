import { ConfigurationError } from '../errors.ts'
import { indexedDbTable } from './indexed-db.ts'
import { inLocalStorage } from './local-storage.ts'
import type { TokenStore } from './store.ts'
import { asStoredToken, intact, parseStoredToken } from './stored-token.ts'
import { withWebLock } from './web-locks.ts'
import { attempt, webStorage } from './web-storage.ts'

/** Where a page keeps its tokens, and for how long. */
export interface WebStoreOptions {
  /**
   * `session` ends with the tab; `local` stays, and every tab has it; `indexeddb` stays, and tabs and workers have it.
   * A tab that is duplicated begins with a copy of `session`, and then only one of the two can renew its token: where
   * refresh tokens are replaced, use one of the others.
   * @default 'session'
   */
  readonly storage?: 'session' | 'local' | 'indexeddb' | undefined
  /** Keeps applications of one origin apart. @default 'phorge-conduit' */
  readonly name?: string | undefined
}

/**
 * Keeps tokens in a browser. Tabs and workers of one origin that share them renew one after the other (Web Locks), so
 * that one renewal serves them all. Whatever script runs on the page can read them: a back end that keeps tokens to
 * itself (`phorge-conduit/server`) is safer.
 *
 * @throws {ConfigurationError} from its methods: this storage is missing, full, forbidden or damaged
 * @example
 * ```ts
 * const store = webStore({ storage: 'indexeddb' })
 * ```
 */
export function webStore(options: WebStoreOptions = {}): TokenStore {
  const { storage = 'session', name = 'phorge-conduit' } = options
  switch (storage) {
    case 'session':
      return inSessionStorage(name)
    case 'local':
      return inLocalStorage(name)
    case 'indexeddb':
      return inIndexedDb(name)
    default:
      throw new ConfigurationError("`storage` is none of 'session', 'local' and 'indexeddb'.")
  }
}

function inSessionStorage(name: string): TokenStore {
  const place = (key: string) => `${name}:${key}`
  return {
    async get(key) {
      const text = attempt('session', () => webStorage('session').getItem(place(key)))
      return text === null ? undefined : intact(parseStoredToken(text))
    },
    async set(key, token) {
      const text = JSON.stringify(token)
      attempt('session', () => webStorage('session').setItem(place(key), text))
    },
    async delete(key) {
      attempt('session', () => webStorage('session').removeItem(place(key)))
    },
    exclusively: (key, task) => withWebLock(`${name}:session`, key, task),
  }
}

function inIndexedDb(name: string): TokenStore {
  const table = indexedDbTable(name)
  return {
    async get(key) {
      const value = await table.get(key)
      return value === undefined ? undefined : intact(asStoredToken(value))
    },
    // A structured clone would keep what JSON leaves out, and so differ from every other store.
    set: (key, token) => table.put(key, JSON.parse(JSON.stringify(token))),
    delete: (key) => table.delete(key),
    exclusively: (key, task) => withWebLock(`${name}:indexeddb`, key, task),
  }
}
