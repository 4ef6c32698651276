import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeManifest } from './chromium.ts'
import { enterScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await enterScene({
    errors: [{ key: 'cart', title: 'TypeError: cart is undefined' }],
    isOn: false,
    // A picture takes the press of the toolbar button (`activeTab`), which nothing but a person can do.
    prepare: (folder) => changeManifest(folder, { host_permissions: ['<all_urls>'] }),
  })
})
afterAll(() => scene?.close())

test('the popup turns the site on, shows its errors, and makes a task about any page', async () => {
  const { extension, site, conduit } = scene
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
  const { extension, site, gateway } = scene
  const server = `${gateway.url}/`
  const exported = String(await extension.ask({ intent: 'export' }))
  expect(JSON.parse(exported)).toMatchObject({
    servers: [{ url: server, signIn: { method: 'api-token' } }],
    sites: [{ origin: site.url, server }],
  })
  expect(exported).not.toMatch(/(api|cli)-\w{28}/)
  await extension.ask({ intent: 'remove-site', origin: site.url })
  await extension.ask({ intent: 'import', text: exported })
  expect(await extension.ask({ intent: 'overview' })).toMatchObject({ sites: [{ origin: site.url }] })
  await expect(extension.ask({ intent: 'import', text: '{"format":"other"}' })).rejects.toThrow('refused')
})
