import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExtensionStorageArea, extensionStore } from 'phorge-conduit/stores/extension'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchExtension } from '../../../scripts/browser.ts'
import { browserBundle } from './browser-bundle.ts'
import type { calls, StoreOptions } from './in-a-browser.ts'
import { expired, offerTasks, remoteStore, renewIn } from './remote-store.ts'
import { type RotatingServer, rotatingServer } from './rotating-server.ts'
import { storeContract } from './store-contract.ts'

const now = 1_800_003_600
const keys = [{ id: 'one', key: Buffer.alloc(32, 1).toString('base64') }] as const
let folder: string
let server: RotatingServer
let context: BrowserContext
let worker: Worker
let page: Page

const manifest = {
  manifest_version: 3,
  name: 'Stores',
  version: '1',
  permissions: ['storage'],
  host_permissions: ['http://127.0.0.1/*'],
  background: { service_worker: 'script.js' },
  content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['content.js'] }],
}

/** A content script that tells its page what it sees of the extension's storage. */
const contentScript = `
  const tell = (name, work) => work
    .then((items) => JSON.stringify(items), () => 'refused')
    .then((text) => document.documentElement.setAttribute(name, text))
  tell('data-local', chrome.storage.local.get(null))
  tell('data-session', chrome.storage.session.get(null))
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-extension-'))
  const extension = join(folder, 'extension')
  await mkdir(extension)
  const files = {
    'manifest.json': JSON.stringify(manifest),
    'script.js': await browserBundle(),
    'content.js': contentScript,
    'page.html': '<!doctype html><script src="script.js"></script>',
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(extension, name), text)))
  server = await rotatingServer({ '/': ['text/html', '<!doctype html>'] })
  context = await launchExtension(extension, join(folder, 'profile'))
  worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  page = await context.newPage()
  await offerTasks(page)
  await page.goto(new URL('page.html', worker.url()).href)
}, 60_000)
afterAll(async () => {
  await context?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  server.redeemed.length = 0
})

const newOptions = (options: Partial<StoreOptions> = {}) =>
  ({ kind: 'extension', name: randomUUID(), ...options }) as StoreOptions

storeContract('storage.session', () => remoteStore(page, newOptions()))
storeContract('encrypted storage.local', () => remoteStore(page, newOptions({ area: 'local', keys })))
storeContract('restricted storage.local', () => remoteStore(page, newOptions({ area: 'local' })))

const touch = (...given: Parameters<typeof calls.touch>) =>
  page.evaluate((given) => inABrowser.calls.touch(...given), given)

/** What a content script on a web page sees. */
async function seenByContentScript(area: 'local' | 'session'): Promise<string> {
  const tab = await context.newPage()
  await tab.goto(server.url)
  const seen = tab.locator(`html[data-${area}]`)
  await seen.waitFor({ state: 'attached' })
  const text = (await seen.getAttribute(`data-${area}`)) ?? ''
  await tab.close()
  return text
}

describe('an extension store', () => {
  test.each([
    ['session', newOptions()],
    ['local', newOptions({ area: 'local' })],
  ] as const)('in storage.%s renews once for the service worker and a page', async (_area, options) => {
    await (await remoteStore(page, options)).set('key', expired)
    const tokens = await Promise.all([
      renewIn(page, options, 'key', server.url, now),
      renewIn(worker, options, 'key', server.url, now),
    ])
    expect(new Set(tokens.flat())).toEqual(new Set(['access-after-first']))
    expect(server.redeemed).toEqual(['first'])
  })

  test('renews once each time in twenty turns of the service worker and a page', async () => {
    const options = newOptions()
    await (await remoteStore(page, options)).set('key', expired)
    for (let round = 0; round < 20; round++) {
      const later = now + round * 3600
      await Promise.all([page, worker].map((place) => renewIn(place, options, 'key', server.url, later)))
    }
    expect(server.redeemed).toEqual(Array.from({ length: 20 }, (_, round) => `first${'+'.repeat(round)}`))
  })

  test('keeps content scripts from what is in storage.session', async () => {
    await (await remoteStore(page, newOptions())).set('key', { accessToken: 'session-secret' })
    expect(await seenByContentScript('session')).toBe('refused')
  })

  test('keeps content scripts from storage.local, which it restricts before it writes', async () => {
    await touch('local', 'setAccessLevel', { accessLevel: 'TRUSTED_AND_UNTRUSTED_CONTEXTS' })
    await touch('local', 'set', { mark: 'readable' })
    expect(await seenByContentScript('local')).toContain('readable')
    await (await remoteStore(page, newOptions({ area: 'local' }))).set('key', { accessToken: 'local-secret' })
    expect(await seenByContentScript('local')).toBe('refused')
  })

  test('with keys leaves storage.local readable, and nothing to be read in it', async () => {
    await touch('local', 'setAccessLevel', { accessLevel: 'TRUSTED_AND_UNTRUSTED_CONTEXTS' })
    await touch('local', 'clear')
    const store = await remoteStore(page, newOptions({ area: 'local', keys }))
    await store.set('key', { accessToken: 'local-secret' })
    const seen = await seenByContentScript('local')
    expect(seen).toContain('e1.one.')
    expect(seen).not.toContain('local-secret')
    expect(await store.get('key')).toEqual({ accessToken: 'local-secret' })
  })

  test('reports a damaged entry', async () => {
    const options = newOptions()
    await touch('session', 'set', { [`${options.name}:key`]: 7 })
    await expect((await remoteStore(page, options)).get('key')).rejects.toMatchObject({
      message: expect.stringContaining('damaged'),
    })
  })
})

describe('where storage.local cannot be kept from content scripts, it', () => {
  const area = (): ExtensionStorageArea => ({
    get: async () => ({}),
    set: async () => {},
    remove: async () => {},
  })
  const refusal = { code: 'configuration', remedy: expect.stringContaining("area: 'session'") }

  test('refuses to read and to write, and says what to do', async () => {
    const store = extensionStore({ area: 'local', storage: { local: area() } })
    await expect(store.get('key')).rejects.toMatchObject(refusal)
    await expect(store.set('key', { accessToken: 'a' })).rejects.toMatchObject(refusal)
  })

  test('refuses when the browser refuses', async () => {
    const setAccessLevel = () => Promise.reject(new Error('not allowed here'))
    const store = extensionStore({ area: 'local', storage: { local: { ...area(), setAccessLevel } } })
    await expect(store.get('key')).rejects.toMatchObject(refusal)
  })

  test('serves with keys', async () => {
    const store = extensionStore({ area: 'local', keys, storage: { local: area() } })
    expect(await store.get('key')).toBeUndefined()
  })
})

test('outside of extensions says which permission is missing', async () => {
  await expect(extensionStore().get('key')).rejects.toMatchObject({
    code: 'configuration',
    remedy: expect.stringContaining('"storage"'),
  })
})
