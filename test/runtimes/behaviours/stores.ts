import { memoryStore, type StoredToken, type TokenStore } from 'phorge-conduit'
import { encrypted } from 'phorge-conduit/stores/encrypted'
import { webStore } from 'phorge-conduit/stores/web'
import { equal, isTrue, rejects } from '../check.ts'
import type { Behaviour, World } from '../world.ts'

const token: StoredToken = {
  accessToken: 'access-secret',
  refreshToken: 'refresh-secret',
  issuedAt: 1_800_000_000,
  expiresAt: 1_800_003_600,
  scopes: ['maniphest.search'],
}

const isBrowser = ({ runtime }: World) => runtime !== 'node'
const isPage = ({ runtime }: World) => runtime === 'page'
const name = () => crypto.randomUUID()
const key = () => crypto.getRandomValues(new Uint8Array(32))

const places: readonly { name: string; isFor?: (world: World) => boolean; make: () => TokenStore }[] = [
  { name: 'memory', make: memoryStore },
  { name: 'sessionStorage', isFor: isPage, make: () => webStore({ storage: 'session', name: name() }) },
  { name: 'localStorage', isFor: isPage, make: () => webStore({ storage: 'local', name: name() }) },
  { name: 'IndexedDB', isFor: isBrowser, make: () => webStore({ storage: 'indexeddb', name: name() }) },
  {
    name: 'an encrypted memory',
    make: () => encrypted(memoryStore(), { keys: [{ id: 'now', key: key() }] }),
  },
]

function inPlace({ name, isFor, make }: (typeof places)[number]): Behaviour[] {
  return [
    {
      name: `${name} keeps a token, replaces it, and forgets it`,
      ...(isFor && { isFor }),
      run: () => keepsTokens(make()),
    },
    {
      name: `${name} lets one renew at a time`,
      ...(isFor && { isFor }),
      async run() {
        const store = make()
        let inside = 0
        let most = 0
        const renew = () =>
          store.exclusively('me', async () => {
            inside += 1
            most = Math.max(most, inside)
            await store.set('me', token)
            inside -= 1
          })
        await Promise.all([renew(), renew(), renew()])
        equal(most, 1)
      },
    },
  ]
}

export async function keepsTokens(store: TokenStore): Promise<void> {
  isTrue((await store.get('me')) === undefined, 'nothing is there at first')
  await store.set('me', token)
  equal(await kept(store), token)
  await store.set('me', { accessToken: 'another' })
  equal(await kept(store), { accessToken: 'another' })
  await store.delete('me')
  isTrue((await store.get('me')) === undefined, 'nothing is there in the end')
}

/** A store hands out tokens that `JSON.stringify` shows nothing of. */
async function kept(store: TokenStore): Promise<StoredToken | undefined> {
  const found = await store.get('me')
  if (!found) return undefined
  const { accessToken, refreshToken, issuedAt, expiresAt, scopes } = found
  return { accessToken, refreshToken, issuedAt, expiresAt, scopes }
}

export const stores: readonly Behaviour[] = [
  ...places.flatMap(inPlace),
  {
    name: 'what is stored encrypted shows nothing of the token',
    async run() {
      const below = memoryStore()
      await encrypted(below, { keys: [{ id: 'now', key: key() }] }).set('me', token)
      const entry = await below.get('me')
      isTrue(/^e1\.now\./.test(entry?.accessToken ?? ''), 'it names its key')
      isTrue(!/secret/.test(entry?.accessToken ?? ''), 'it shows no token')
    },
  },
  {
    name: 'an encrypted entry that was moved to another name is refused',
    async run() {
      const below = memoryStore()
      const store = encrypted(below, { keys: [{ id: 'now', key: key() }] })
      await store.set('me', token)
      const entry = await below.get('me')
      if (entry) await below.set('you', { accessToken: entry.accessToken })
      await rejects(store.get('you'), { code: 'configuration' })
    },
  },
  {
    name: 'an older encryption key still reads, until it is taken away',
    async run() {
      const below = memoryStore()
      const [old, fresh] = [
        { id: 'old', key: key() },
        { id: 'new', key: key() },
      ]
      await encrypted(below, { keys: [old] }).set('me', token)
      equal((await encrypted(below, { keys: [fresh, old] }).get('me'))?.accessToken, token.accessToken)
      await rejects(encrypted(below, { keys: [fresh] }).get('me'), { code: 'configuration' })
    },
  },
]
