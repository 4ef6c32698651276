import type { TokenStore } from 'phorge-conduit'
import { extensionStore } from 'phorge-conduit/stores/extension'
import { webStore } from 'phorge-conduit/stores/web'
import { browser } from '../../browser.ts'
import type { Server } from '../../settings.ts'

/**
 * Where tokens are kept: out of reach of content scripts. Where the browser cannot keep those from `storage.local`
 * (Firefox), in the IndexedDB of the extension's own origin, which they do not have.
 */
export function tokenStore(): TokenStore {
  const isKept = 'setAccessLevel' in browser.storage.local
  return isKept
    ? extensionStore({ area: 'local', storage: browser.storage as never })
    : webStore({ storage: 'indexeddb' })
}

/** Each way to sign in has its own: an API token must never be taken for an access token. */
export function tokenKey({ url, signIn }: Pick<Server, 'url' | 'signIn'>): string {
  return `${signIn.method} ${url}`
}
