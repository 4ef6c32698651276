import { ConfigurationError } from '../errors.ts'
import { encrypted } from './encrypted.ts'
import type { EncryptionKeys } from './encryption-keys.ts'
import type { TokenStore } from './store.ts'
import { asStoredToken, intact } from './stored-token.ts'
import { withWebLock } from './web-locks.ts'

/** One area of `browser.storage`, as far as it is used here. */
export interface ExtensionStorageArea {
  /** What is stored under `key`, or nothing, as a property of that name. */
  get(key: string): Promise<Record<string, unknown>>
  /** Stores each property under its name. */
  set(items: Record<string, unknown>): Promise<void>
  /** Does nothing where nothing is stored. */
  remove(key: string): Promise<void>
  /** Keeps content scripts out; not every browser has it. */
  setAccessLevel?(options: { accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void>
}

/** `browser.storage`, `chrome.storage` of Manifest V3, or webextension-polyfill's. */
export interface ExtensionStorage {
  readonly session?: ExtensionStorageArea | undefined
  readonly local?: ExtensionStorageArea | undefined
}

interface SharedOptions {
  /** @default the global `browser.storage` or `chrome.storage` */
  readonly storage?: ExtensionStorage | undefined
  /** Keeps stores of one extension apart. @default 'phorge-conduit' */
  readonly name?: string | undefined
}

interface SessionArea extends SharedOptions {
  /** Ends with the browser, is never on a disk, and content scripts do not see it. */
  readonly area?: 'session' | undefined
}

interface LocalArea extends SharedOptions {
  /**
   * Stays. Content scripts, which run in pages that may be hostile, see all of it: so it is used only with `keys`, or
   * when the browser can keep them from it. The latter concerns everything that the extension has in `storage.local`.
   */
  readonly area: 'local'
  /** Encrypts what is stored, so that the area may stay readable by content scripts. */
  readonly keys?: EncryptionKeys | undefined
}

/** Where an extension keeps its tokens, and for how long. */
export type ExtensionStoreOptions = SessionArea | LocalArea

/**
 * Keeps tokens in the storage of a browser extension, which needs the permission `storage`. For the service worker and
 * the extension's own pages, which renew one after the other (Web Locks); not for content scripts.
 *
 * @throws {ConfigurationError} when a key is none; from its methods, when there is no such storage, it cannot be kept
 *   from content scripts, or an entry is damaged
 * @example
 * ```ts
 * const untilTheBrowserEnds = extensionStore()
 * const forLong = extensionStore({ area: 'local' })
 * ```
 */
export function extensionStore(options: ExtensionStoreOptions = {}): TokenStore {
  const { name = 'phorge-conduit' } = options
  if (options.area !== 'local') return inArea(name, 'session', async () => areaOf(options, 'session'))
  if (options.keys) {
    return encrypted(
      inArea(name, 'local', async () => areaOf(options, 'local')),
      { keys: options.keys },
    )
  }
  let restricted: Promise<ExtensionStorageArea> | undefined
  return inArea(name, 'local', () => {
    restricted ??= restrict(areaOf(options, 'local'))
    return restricted
  })
}

function inArea(
  name: string,
  kind: 'session' | 'local',
  area: () => Promise<ExtensionStorageArea>,
): TokenStore {
  const place = (key: string) => `${name}:${key}`
  return {
    async get(key) {
      const items = await (await area()).get(place(key))
      const value = items[place(key)]
      return value === undefined ? undefined : intact(asStoredToken(value))
    },
    // What storage makes of values that JSON leaves out differs from browser to browser.
    set: async (key, token) => (await area()).set({ [place(key)]: JSON.parse(JSON.stringify(token)) }),
    delete: async (key) => (await area()).remove(place(key)),
    exclusively: (key, task) => withWebLock(`${name}:${kind}`, key, task),
  }
}

function areaOf({ storage }: SharedOptions, kind: 'session' | 'local'): ExtensionStorageArea {
  const { browser, chrome } = globalThis as unknown as Record<
    string,
    { storage?: ExtensionStorage } | undefined
  >
  const area = (storage ?? browser?.storage ?? chrome?.storage)?.[kind]
  if (area) return area
  throw new ConfigurationError(`There is no storage.${kind} here.`, {
    remedy:
      'Add "storage" to the permissions of the extension, and use the store in its service worker or pages.',
  })
}

/** Asked anew each time an extension's context starts: the level is not kept everywhere. */
async function restrict(area: ExtensionStorageArea): Promise<ExtensionStorageArea> {
  if (!area.setAccessLevel) throw readable()
  await area.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' }).catch(() => {
    throw readable()
  })
  return area
}

function readable(): ConfigurationError {
  return new ConfigurationError('This browser lets content scripts read storage.local.', {
    remedy: "Use area: 'session', or give `keys` so that what is stored is encrypted.",
  })
}
