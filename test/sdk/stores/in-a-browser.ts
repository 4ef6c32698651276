/** What runs in the pages, workers and extensions of the tests: a store's methods, with plain values. */
import type { StoredToken, TokenStore } from 'phorge-conduit'
import { OAuthClient } from 'phorge-conduit/oauth'
import { encrypted } from 'phorge-conduit/stores/encrypted'
import { type ExtensionStoreOptions, extensionStore } from 'phorge-conduit/stores/extension'
import { type WebStoreOptions, webStore } from 'phorge-conduit/stores/web'
import { oauthSession } from '../../../sdk/src/credentials/oauth-session.ts'

export type StoreOptions =
  | ({ kind: 'web' } & WebStoreOptions)
  | ({ kind: 'extension' } & ExtensionStoreOptions)

/** A token, and what a log would show of it. */
export interface SeenToken {
  readonly token: StoredToken
  readonly shown: object
}

const inspect = Symbol.for('nodejs.util.inspect.custom')

function seen(token: StoredToken | undefined): SeenToken | undefined {
  if (!token) return undefined
  const show = (token as unknown as Record<symbol, (() => object) | undefined>)[inspect]
  return { token, shown: show?.() ?? token }
}

const storeOf = (options: StoreOptions): TokenStore =>
  options.kind === 'web' ? webStore(options) : extensionStore(options)

/** What a refusal looks like when it has left the browser. */
const told = async <Result>(work: Promise<Result>) =>
  work.catch(({ code, message, remedy }) => ({ refused: { code, message, remedy } }))

export const calls = {
  get: async (options: StoreOptions, key: string) => told(storeOf(options).get(key).then(seen)),
  set: async (options: StoreOptions, key: string, token: StoredToken) =>
    told(storeOf(options).set(key, token)),
  delete: async (options: StoreOptions, key: string) => told(storeOf(options).delete(key)),
  exclusively: async (options: StoreOptions, key: string, run: () => Promise<unknown>) =>
    storeOf(options).exclusively(key, run),
  /** The access tokens that ten calls get which are made at once, at the time `now`. */
  async renew(options: StoreOptions, key: string, server: string, now: number): Promise<string[]> {
    const redirectUri = `${server}/callback`
    const client = new OAuthClient({ server, clientId: 'page', redirectUri, now: () => now })
    const session = oauthSession({ client, store: storeOf(options), key })
    const answers = await Promise.all(Array.from({ length: 10 }, () => session.authorization()))
    return answers.map(({ token }) => token)
  },
  /** With a key that cannot leave this browser: what comes back, and what is kept. */
  async encryptedRoundTrip(options: StoreOptions, token: StoredToken) {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
    const inner = storeOf(options)
    const store = encrypted(inner, { keys: [{ id: 'device', key }] })
    await store.set('encrypted', token)
    return [await store.get('encrypted'), await inner.get('encrypted')]
  },
  /** The extension's storage itself, past every store. */
  async touch(area: 'local' | 'session', method: 'set' | 'clear' | 'setAccessLevel', argument?: object) {
    type Areas = Record<string, Record<string, (argument?: object) => Promise<void>>>
    const { chrome } = globalThis as unknown as { chrome: { storage: Areas } }
    await (argument ? chrome.storage[area]?.[method]?.(argument) : chrome.storage[area]?.[method]?.())
  },
}
