import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { type InstalledExtension, installExtension } from './chromium.ts'
import { type ErrorPage, errorPage, listOf } from './error-page.ts'
import { mainThreadDuring } from './main-thread.ts'

const MANY = 1000

let gateway: RunningGateway
let site: ErrorPage
let extension: InstalledExtension
const calls: string[] = []

beforeAll(async () => {
  gateway = await startGateway(
    readConfig({ options: { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } }),
  )
  const { backend } = gateway.gateway
  const call = backend.call.bind(backend)
  backend.call = (made) => {
    calls.push(made.method)
    return call(made)
  }
  const account = await backend.accountByName('rjkaplan')
  const { token } = await createApiToken(gateway.gateway, { userPhid: account?.phid ?? '', name: 'Test' })
  site = await errorPage()
  extension = await installExtension()
  const url = `${gateway.url}/`
  await extension.ask({ intent: 'add-server', url, signIn: { method: 'api-token' }, token })
  const settings = { collection: 'test', template: '{{link}}', projects: [], priority: '' }
  await extension.ask({ intent: 'save-site', site: { ...settings, origin: site.url, server: url } })
})
afterAll(async () => {
  await extension?.close()
  await site?.close()
  await gateway?.close()
})

test('the content script is at most 15 KiB, and no page can load a file of the extension', async () => {
  const script = await readFile(join(extension.folder, 'src/content/content.iife.js'))
  expect(gzipSync(script).length).toBeLessThan(15 * 1024)
  const manifest = JSON.parse(await readFile(join(extension.folder, 'manifest.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('web_accessible_resources')
})

test('a page of 1,000 errors gets its chips without a task that holds it up, in few calls', async () => {
  site.html = listOf(Array.from({ length: MANY }, (_, at) => ({ key: `e${at}`, title: `Error ${at}` })))
  const page = await extension.context.newPage()
  calls.length = 0
  const { longest } = await mainThreadDuring(page, async () => {
    await page.goto(site.url)
    await page.waitForFunction((many) => document.querySelectorAll('li > span').length === many, MANY)
  })
  expect(calls.length).toBeLessThanOrEqual(10 + MANY / 100)
  expect(longest).toBeLessThan(50)
  await page.close()
})
