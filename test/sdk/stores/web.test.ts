import { randomUUID } from 'node:crypto'
import { webStore } from 'phorge-conduit/stores/web'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { browserBundle } from './browser-bundle.ts'
import type { StoreOptions } from './in-a-browser.ts'
import { expired, offerTasks, remoteStore, renewIn } from './remote-store.ts'
import { type RotatingServer, rotatingServer } from './rotating-server.ts'
import { storeContract } from './store-contract.ts'

const now = 1_800_003_600
let server: RotatingServer
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  server = await rotatingServer({
    '/': ['text/html', '<!doctype html><script src="/script.js"></script>'],
    '/script.js': ['text/javascript', await browserBundle()],
  })
  browser = await launchBrowser()
  context = await browser.newContext()
  page = await newTab()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(() => {
  server.redeemed.length = 0
})

async function newTab(): Promise<Page> {
  const tab = await context.newPage()
  await offerTasks(tab)
  await tab.goto(server.url)
  return tab
}

const newOptions = (storage: 'session' | 'local' | 'indexeddb'): StoreOptions => ({
  kind: 'web',
  storage,
  name: randomUUID(),
})

storeContract('sessionStorage', () => remoteStore(page, newOptions('session')))
storeContract('localStorage', () => remoteStore(page, newOptions('local')))
storeContract('IndexedDB', () => remoteStore(page, newOptions('indexeddb')))

describe('a web store', () => {
  test('of a session belongs to one tab, and ends with it', async () => {
    const options = newOptions('session')
    const tab = await newTab()
    await (await remoteStore(page, options)).set('key', { accessToken: 'a' })
    expect(await (await remoteStore(tab, options)).get('key')).toBeUndefined()
    await tab.close()
    await page.reload()
    expect(await (await remoteStore(page, options)).get('key')).toEqual({ accessToken: 'a' })
  })

  test.each(['local', 'indexeddb'] as const)(
    'of %s belongs to all tabs, where twenty calls in two of them make one renewal',
    async (storage) => {
      const options = newOptions(storage)
      await (await remoteStore(page, options)).set('key', expired)
      const tab = await newTab()
      const tokens = await Promise.all([
        renewIn(page, options, 'key', server.url, now),
        renewIn(tab, options, 'key', server.url, now),
      ])
      expect(new Set(tokens.flat())).toEqual(new Set(['access-after-first']))
      expect(server.redeemed).toEqual(['first'])
      await tab.close()
    },
  )

  test.each(['local', 'indexeddb'] as const)(
    'of %s never shows a tab that has its turn what was there before the last one',
    async (storage) => {
      const options = newOptions(storage)
      await (await remoteStore(page, options)).set('key', expired)
      const tab = await newTab()
      for (let round = 0; round < 20; round++) {
        const later = now + round * 3600
        await Promise.all([page, tab].map((place) => renewIn(place, options, 'key', server.url, later)))
      }
      expect(server.redeemed).toEqual(Array.from({ length: 20 }, (_, round) => `first${'+'.repeat(round)}`))
      await tab.close()
    },
  )

  test('of IndexedDB is shared with workers, and renews once for a page and a worker', async () => {
    const options = newOptions('indexeddb')
    await (await remoteStore(page, options)).set('key', expired)
    const [worker] = await Promise.all([
      page.waitForEvent('worker'),
      page.evaluate(() => void new Worker('/script.js')),
    ])
    const tokens = await Promise.all([
      renewIn(page, options, 'key', server.url, now),
      renewIn(worker, options, 'key', server.url, now),
    ])
    expect(new Set(tokens.flat())).toEqual(new Set(['access-after-first']))
    expect(server.redeemed).toEqual(['first'])
    const options2 = newOptions('local')
    const refusal = await worker.evaluate((options) => inABrowser.calls.get(options, 'key'), options2)
    expect(refusal).toMatchObject({ refused: { remedy: expect.stringContaining("storage: 'indexeddb'") } })
  })

  test('frees the key of a tab that is closed in the middle of a task', async () => {
    const options = newOptions('local')
    const tab = await newTab()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const never = new Promise<void>(() => start())
    void (await remoteStore(tab, options)).exclusively('key', () => never).catch(() => undefined)
    await started
    const waiting = (await remoteStore(page, options)).exclusively('key', async () => 'free')
    await tab.close()
    expect(await waiting).toBe('free')
  })

  test('can be encrypted with a key that cannot leave the browser', async () => {
    const given = [newOptions('indexeddb'), { accessToken: 'a-secret' }] as const
    const [read, kept] = await page.evaluate((given) => inABrowser.calls.encryptedRoundTrip(...given), given)
    expect(read).toEqual({ accessToken: 'a-secret' })
    expect(JSON.stringify(kept)).not.toContain('a-secret')
  })

  test('says so when the storage is full', async () => {
    const store = await remoteStore(page, newOptions('session'))
    await expect(store.set('key', { accessToken: 'x'.repeat(11_000_000) })).rejects.toMatchObject({
      code: 'configuration',
      message: 'sessionStorage cannot be used: QuotaExceededError.',
      remedy: expect.stringContaining('space'),
    })
  })

  test.each(['session', 'local'] as const)('says so when the entry of %s is damaged', async (storage) => {
    const options = newOptions(storage)
    const entry = [storage, `${options.name}:key`] as const
    await page.evaluate(([storage, key]) => {
      const kept = storage === 'local' ? localStorage : sessionStorage
      kept.setItem(key, '{"accessTo')
    }, entry)
    await expect((await remoteStore(page, options)).get('key')).rejects.toMatchObject({
      message: expect.stringContaining('damaged'),
    })
  })

  test('outside of browsers says what to use instead, once it is used', async () => {
    const store = webStore({ storage: 'indexeddb' })
    await expect(store.get('key')).rejects.toMatchObject({ code: 'configuration' })
  })
})
