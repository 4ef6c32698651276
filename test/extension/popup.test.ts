import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeManifest } from './chromium.ts'
import { addFiles } from './files.ts'
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

test('a picture of the tab is uploaded and shown in the description, when the user ticks it', async () => {
  const { extension, site, conduit, gateway } = scene
  const files = addFiles(gateway.gateway.backend)
  const tab = await extension.context.newPage()
  await tab.goto(site.url)
  const popup = await extension.open(`src/popup/popup.html?tab=${await extension.tabAt(site.url)}`)
  await popup.getByRole('button', { name: 'Create a task about this page' }).click()
  await popup.getByLabel('Title').fill('Look at this')
  await popup.getByLabel('Add a picture of what the tab shows').check()
  await popup.getByRole('button', { name: 'Create task' }).click()
  const said = await popup.getByText(/^T\d+ was created/).textContent()
  expect(files).toEqual([{ name: 'page.png', bytes: expect.any(Buffer) }])
  expect(files[0]?.bytes.subarray(1, 4).toString()).toBe('PNG')
  const { description } = await conduit.tasks.get(said?.split(' ')[0] ?? '')
  expect(description).toContain('{F1}')
  await popup.close()
  await tab.close()
})

test('the context menu of a selection opens a draft with what is selected', async () => {
  const { extension, site } = scene
  const tab = await extension.context.newPage()
  await tab.goto(site.url)
  const worker = await extension.worker()
  const [draft] = await Promise.all([
    extension.context.waitForEvent('page'),
    worker.evaluate(async (url) => {
      const tab = (await chrome.tabs.query({})).find((tab) => tab.url?.startsWith(url))
      chrome.contextMenus.onClicked.dispatch({ menuItemId: 'draft', selectionText: 'It burns.' }, tab)
    }, site.url),
  ])
  await draft.getByLabel('Title').waitFor()
  expect(await draft.getByLabel('Title').inputValue()).toBe('Errors')
  expect(await draft.getByLabel('Description').inputValue()).toBe(`> It burns.\n\n${site.url}/`)
  await draft.close()
  await tab.close()
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

test('what an administrator has set is there, and cannot be removed', async () => {
  const { extension, gateway } = scene
  const worker = await extension.worker()
  const sites = [{ origin: 'https://errors.example.com', server: gateway.url, projects: ['#backend'] }]
  await worker.evaluate((sites) => {
    chrome.storage.managed.get = async () => ({ servers: [{ url: 'https://phorge.example.com' }], sites })
  }, sites)
  const options = await extension.open('src/options/options.html')
  const [server, site] = ['phorge.example.com', 'errors.example.com'].map((text) =>
    options.getByRole('listitem').filter({ has: options.locator('strong', { hasText: text }) }),
  )
  await server?.waitFor()
  expect(await server?.getByRole('button', { name: 'Remove' }).count()).toBe(0)
  await site?.getByText('Set by your administrator').waitFor()
  await options.close()
})
