import { inspect } from 'node:util'
import type { StoredToken, TokenStore } from 'phorge-conduit'
import { describe, expect, test } from 'vitest'

const full: StoredToken = {
  accessToken: 'access-Ünïcödé-"quoted"-\u2028-1',
  refreshToken: 'refresh-\\-2',
  issuedAt: 1_795_409_858,
  expiresAt: 1_795_413_458,
  scopes: ['maniphest.search', 'maniphest.edit:create'],
}

/**
 * What every store must do. Call it in a test file of the store.
 *
 * @param open a new, empty store for each test
 */
export function storeContract(name: string, open: () => TokenStore | Promise<TokenStore>): void {
  describe(`${name} keeps the contract of token stores`, () => {
    test('an unknown key has no token', async () => {
      const store = await open()
      expect(await store.get('nobody')).toBeUndefined()
      await store.delete('nobody')
      expect(await store.get('nobody')).toBeUndefined()
    })

    test.each<[string, StoredToken]>([
      ['with everything', full],
      ['with an access token alone, as Phorge gives it', { accessToken: 'a' }],
      ['with no scopes granted', { accessToken: 'a', scopes: [] }],
      ['that expired at zero', { accessToken: 'a', expiresAt: 0 }],
      ['of 100,000 characters', { accessToken: 'x'.repeat(100_000) }],
    ])('a token %s comes back exactly as it was stored', async (_name, token) => {
      const store = await open()
      await store.set('key', token)
      expect(await store.get('key')).toEqual(token)
      expect(JSON.parse(JSON.stringify(await store.get('key')))).toEqual(token)
    })

    test('set replaces the whole token', async () => {
      const store = await open()
      await store.set('key', full)
      await store.set('key', { accessToken: 'new' })
      expect(await store.get('key')).toEqual({ accessToken: 'new' })
    })

    test('delete removes one key and no other', async () => {
      const store = await open()
      await store.set('one', full)
      await store.set('two', full)
      await store.delete('one')
      expect(await store.get('one')).toBeUndefined()
      expect(await store.get('two')).toEqual(full)
    })

    test('any string is a key', async () => {
      const store = await open()
      const keys = [
        '',
        ' ',
        '__proto__',
        'constructor',
        '../../etc/passwd',
        'a/b',
        'ключ',
        'A',
        'a',
        'x'.repeat(5000),
      ]
      for (const key of keys) await store.set(key, { accessToken: `of ${key}` })
      for (const key of keys) expect(await store.get(key)).toEqual({ accessToken: `of ${key}` })
    })

    test('a hundred keys stored at once are all there', async () => {
      const store = await open()
      const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`)
      await Promise.all(keys.map((key) => store.set(key, { accessToken: key })))
      const found = await Promise.all(keys.map((key) => store.get(key)))
      expect(found.map((token) => token?.accessToken)).toEqual(keys)
    })

    test('changing what get returned changes nothing in the store', async () => {
      const store = await open()
      await store.set('key', full)
      Object.assign((await store.get('key')) ?? {}, { accessToken: 'other' })
      expect(await store.get('key')).toEqual(full)
    })

    test('changing what was stored changes nothing in the store', async () => {
      const store = await open()
      const mine = { ...full }
      await store.set('key', mine)
      mine.accessToken = 'other'
      expect(await store.get('key')).toEqual(full)
    })

    test('exclusively runs tasks of one key one after the other', async () => {
      const store = await open()
      let running = 0
      let most = 0
      const task = async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
      }
      await Promise.all(Array.from({ length: 20 }, () => store.exclusively('key', task)))
      expect(most).toBe(1)
    })

    test('no increment is lost among tasks that read, change and write', async () => {
      const store = await open()
      await store.set('key', { accessToken: '0' })
      const increment = () =>
        store.exclusively('key', async () => {
          const { accessToken } = (await store.get('key')) ?? { accessToken: 'lost' }
          await store.set('key', { accessToken: String(Number(accessToken) + 1) })
        })
      await Promise.all(Array.from({ length: 25 }, increment))
      expect(await store.get('key')).toEqual({ accessToken: '25' })
    })

    test('a task of one key does not wait for a task of another', async () => {
      const store = await open()
      const { promise, resolve } = Promise.withResolvers<void>()
      const waiting = store.exclusively('one', () => promise)
      await store.exclusively('two', async () => resolve())
      await waiting
    })

    test('exclusively passes results and errors on, and a failed task frees the key', async () => {
      const store = await open()
      const failed = store.exclusively('key', async () => {
        throw new Error('of the task')
      })
      await expect(failed).rejects.toThrow('of the task')
      expect(await store.exclusively('key', async () => 7)).toBe(7)
    })

    test('no token shows when the store or a token of it is logged', async () => {
      const store = await open()
      await store.set('a-session-key', { accessToken: 'access-secret', refreshToken: 'refresh-secret' })
      const shown = [
        inspect(store, { depth: 9, showHidden: true }),
        JSON.stringify(store),
        inspect(await store.get('a-session-key')),
      ].join()
      expect(shown).not.toMatch(/access-secret|refresh-secret|a-session-key/)
    })
  })
}
