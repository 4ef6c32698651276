import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { changeManifest, type InstalledExtension, installExtension } from './chromium.ts'
import { type ErrorPage, errorPage } from './error-page.ts'

let gateway: RunningGateway
let site: ErrorPage
let extension: InstalledExtension
let conduit: Conduit
const server = () => `${gateway.url}/`

beforeAll(async () => {
  gateway = await startGateway(
    readConfig({ options: { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } }),
  )
  const account = await gateway.gateway.backend.accountByName('rjkaplan')
  const { token } = await createApiToken(gateway.gateway, { userPhid: account?.phid ?? '', name: 'Test' })
  conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
  site = await errorPage([{ key: 'cart', title: 'TypeError: cart is undefined' }])
  // A picture takes the press of the toolbar button (`activeTab`), which nothing but a person can do.
  extension = await installExtension({
    prepare: (folder) => changeManifest(folder, { host_permissions: ['<all_urls>'] }),
  })
  await extension.ask({ intent: 'add-server', url: server(), signIn: { method: 'api-token' }, token })
})
afterAll(async () => {
  await extension?.close()
  await site?.close()
  await gateway?.close()
})

test('the popup turns the site on, shows its errors, and makes a task about any page', async () => {
  const tab = await extension.context.newPage()
  await tab.goto(site.url)
  const popup = await extension.open(`src/popup/popup.html?tab=${await extension.tabAt(site.url)}`)
  await popup.getByRole('button', { name: `Turn on for ${new URL(site.url).host}` }).click()
  await popup.getByText('TypeError: cart is undefined').waitFor()
  await popup.getByText('No task').waitFor()
  await popup.getByText('Signed in as rjkaplan').waitFor()

  await popup.getByRole('button', { name: 'Create a task about this page' }).click()
  await popup.getByLabel('Title').fill('This page is ugly')
  await popup.getByLabel('Projects').fill('pay')
  await popup.getByRole('option', { name: '#payments' }).click()
  await popup.getByRole('button', { name: 'Create task' }).click()
  await popup.getByText('T1 was created.').waitFor()
  const task = await conduit.tasks.get('T1')
  expect(task).toMatchObject({ title: 'This page is ugly', projectPHIDs: [expect.any(String)] })
  expect(task.description).toContain(site.url)
  await popup.close()
})

test('settings are exported without a token, and what is no such file is refused', async () => {
  const exported = String(await extension.ask({ intent: 'export' }))
  expect(JSON.parse(exported)).toMatchObject({
    servers: [{ url: server(), signIn: { method: 'api-token' } }],
    sites: [{ origin: site.url, server: server() }],
  })
  expect(exported).not.toMatch(/(api|cli)-\w{28}/)
  await extension.ask({ intent: 'remove-site', origin: site.url })
  await extension.ask({ intent: 'import', text: exported })
  expect(await extension.ask({ intent: 'overview' })).toMatchObject({ sites: [{ origin: site.url }] })
  await expect(extension.ask({ intent: 'import', text: '{"format":"other"}' })).rejects.toThrow('refused')
})
