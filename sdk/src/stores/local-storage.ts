import { indexedDbTable } from './indexed-db.ts'
import type { TokenStore } from './store.ts'
import { intact, parseStoredToken } from './stored-token.ts'
import { withWebLock } from './web-locks.ts'
import { attempt, webStorage } from './web-storage.ts'

/** Milliseconds to wait for what another tab wrote. It comes within a few; longer waits for what was cleared away. */
const LONGEST_WAIT = 1000

/**
 * A tab may get its turn before it sees what the last one wrote to localStorage: browsers pass that on between their
 * processes in their own time (measured in Chromium), and a refresh token would be redeemed twice. IndexedDB is the
 * same for all at once. So each entry has a stamp, the stamp is kept there too, and a turn begins when the two agree.
 */
export function inLocalStorage(name: string): TokenStore {
  const place = (key: string) => `${name}:${key}`
  const stamps = indexedDbTable(`${name}:stamps`)
  const entryOf = (key: string) => attempt('local', () => webStorage('local').getItem(place(key)))

  async function upToDate(key: string): Promise<void> {
    const stamp = await stamps.get(key)
    if (typeof stamp !== 'string') return
    const until = performance.now() + LONGEST_WAIT
    while (!entryOf(key)?.startsWith(stamp) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  return {
    async get(key) {
      const entry = entryOf(key)
      return entry === null ? undefined : intact(parseStoredToken(entry.slice(entry.indexOf(' ') + 1)))
    },
    async set(key, token) {
      const stamp = crypto.randomUUID()
      const entry = `${stamp} ${JSON.stringify(token)}`
      attempt('local', () => webStorage('local').setItem(place(key), entry))
      await stamps.put(key, stamp)
    },
    async delete(key) {
      attempt('local', () => webStorage('local').removeItem(place(key)))
      await stamps.delete(key)
    },
    exclusively: (key, task) =>
      withWebLock(`${name}:local`, key, async () => {
        await upToDate(key)
        return task()
      }),
  }
}
