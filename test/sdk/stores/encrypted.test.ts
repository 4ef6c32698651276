import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { memoryStore, type TokenStore } from 'phorge-conduit'
import { type EncryptionKeys, encrypted } from 'phorge-conduit/stores/encrypted'
import { fileStore } from 'phorge-conduit/stores/file'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeContract } from './store-contract.ts'

const first = { id: '2026-02', key: Buffer.alloc(32, 1).toString('base64') }
const second = { id: '2026-08', key: new Uint8Array(32).fill(2) }
const token = { accessToken: 'access-secret', refreshToken: 'refresh-secret', expiresAt: 0, scopes: [] }

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-encrypted-'))
})
afterAll(() => rm(folder, { recursive: true }))

storeContract('an encrypted memory store', () => encrypted(memoryStore(), { keys: [first] }))
storeContract('an encrypted file store', () =>
  encrypted(fileStore(join(folder, `${++count}.json`)), { keys: [second, first] }),
)

/** What is stored of `name`, as its store sees it. */
const entryOf = async (store: TokenStore, name = 'key') => (await store.get(name))?.accessToken ?? ''

describe('an encrypted store', () => {
  test('writes nothing of a token but that there is one, and with which key', async () => {
    const file = join(folder, 'written.json')
    await encrypted(fileStore(file), { keys: [first] }).set('key', token)
    const text = await readFile(file, 'utf8')
    expect(text).not.toMatch(/secret|expiresAt|scopes/)
    expect(text).toContain('2026-02')
  })

  test('encrypts the same token to something else each time', async () => {
    const inner = memoryStore()
    const store = encrypted(inner, { keys: [first] })
    await store.set('key', token)
    const before = await entryOf(inner)
    await store.set('key', token)
    expect(await entryOf(inner)).not.toBe(before)
  })

  test('reads what an older key encrypted, and writes with the first', async () => {
    const inner = memoryStore()
    await encrypted(inner, { keys: [first] }).set('key', token)
    const rotated = encrypted(inner, { keys: [second, first] })
    expect(await rotated.get('key')).toEqual(token)
    await rotated.set('key', token)
    expect(await encrypted(inner, { keys: [second] }).get('key')).toEqual(token)
  })

  test('takes a key that cannot be extracted, as browsers keep them', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
    const store = encrypted(memoryStore(), { keys: [{ id: 'device', key }] })
    await store.set('key', token)
    expect(await store.get('key')).toEqual(token)
  })

  test('refuses a CryptoKey that is weaker, or for something else', async () => {
    const usages: KeyUsage[] = ['encrypt', 'decrypt']
    const made = await Promise.all([
      crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, usages),
      crypto.subtle.generateKey({ name: 'AES-CBC', length: 256 }, false, usages),
      crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt']),
    ])
    for (const key of made) {
      const make = () => encrypted(memoryStore(), { keys: [{ id: 'device', key }] })
      expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
    }
  })

  test('names the key that is missing and leaves the entry as it is', async () => {
    const inner = memoryStore()
    await encrypted(inner, { keys: [first] }).set('key', token)
    const before = await entryOf(inner)
    await expect(encrypted(inner, { keys: [second] }).get('key')).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('"2026-02"'),
      remedy: expect.stringContaining('Add the key "2026-02"'),
    })
    expect(await entryOf(inner)).toBe(before)
  })

  test('detects another key under the same id', async () => {
    const inner = memoryStore()
    await encrypted(inner, { keys: [first] }).set('key', token)
    const other = encrypted(inner, { keys: [{ id: first.id, key: second.key }] })
    await expect(other.get('key')).rejects.toMatchObject({ message: expect.stringContaining('another one') })
  })

  test('detects an entry that was moved to another name', async () => {
    const inner = memoryStore()
    const store = encrypted(inner, { keys: [first] })
    await store.set('mine', token)
    await inner.set('yours', { accessToken: await entryOf(inner, 'mine') })
    await expect(store.get('yours')).rejects.toMatchObject({ message: expect.stringContaining('moved') })
  })

  test('keeps names apart that differ only in what is no valid Unicode', async () => {
    const inner = memoryStore()
    const store = encrypted(inner, { keys: [first] })
    await store.set('\ud800', token)
    await inner.set('\ud801', { accessToken: await entryOf(inner, '\ud800') })
    await expect(store.get('\ud801')).rejects.toMatchObject({ code: 'configuration' })
  })

  test('detects any change of any character', async () => {
    const inner = memoryStore()
    const store = encrypted(inner, { keys: [second, first] })
    await store.set('key', token)
    const entry = await entryOf(inner)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(entry.length - 1),
        fc.string({ minLength: 0, maxLength: 2 }),
        async (at, put) => {
          const changed = `${entry.slice(0, at)}${put}${entry.slice(at + 1)}`
          fc.pre(changed !== entry)
          await inner.set('key', { accessToken: changed })
          const outcome = await store.get('key').catch((error) => error.code)
          // The last character of base64 has bits that mean nothing, so that a change of it may be none.
          if (at < entry.length - 1) expect(outcome).toBe('configuration')
          else expect([token, 'configuration']).toContainEqual(outcome)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('refuses an entry that is not encrypted, without repeating it', async () => {
    const inner = memoryStore()
    await inner.set('key', token)
    const error = await encrypted(inner, { keys: [first] })
      .get('key')
      .catch((error) => error)
    expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('not encrypted') })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret')
  })

  test.each<[string, unknown]>([
    ['no key', []],
    ['a short key', [{ id: 'a', key: 'c2hvcnQtc2VjcmV0' }]],
    ['a long key', [{ id: 'a', key: new Uint8Array(64) }]],
    ['a key that is no base64', [{ id: 'a', key: 'short secret of mine, thirty-two' }]],
    ['an id with a dot', [{ ...first, id: 'a.b' }]],
    ['an empty id', [{ ...first, id: '' }]],
    ['one id twice', [first, { ...second, id: first.id }]],
  ])('refuses %s at once, without repeating a key', (_what, keys) => {
    let error: unknown
    try {
      encrypted(memoryStore(), { keys: keys as EncryptionKeys })
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'configuration' })
    expect(inspect(error, { depth: 9 })).not.toMatch(/c2hvcnQ|short secret/)
  })

  test('shows no key in a log', async () => {
    const store = encrypted(memoryStore(), { keys: [first] })
    await store.set('key', token)
    expect(inspect(store, { depth: 9, showHidden: true })).not.toContain(first.key)
  })
})
