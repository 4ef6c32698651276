import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { type InstalledExtension, installExtension } from './chromium.ts'
import { type ErrorPage, errorPage } from './error-page.ts'
import { Inside } from './inside.ts'

let gateway: RunningGateway
let site: ErrorPage
let extension: InstalledExtension
let conduit: Conduit
let token: string

beforeAll(async () => {
  gateway = await startGateway(
    readConfig({ options: { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } }),
  )
  const account = await gateway.gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('there is no rjkaplan')
  token = (await createApiToken(gateway.gateway, { userPhid: account.phid, name: 'Extension' })).token
  conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
  site = await errorPage([
    {
      key: 'checkout',
      title: 'TypeError: cart is undefined',
      description: 'at checkout (cart.ts:12)',
      project: '#backend',
    },
    { key: 'shipping', title: 'RangeError: no such rate' },
  ])
  extension = await installExtension()
})
afterAll(async () => {
  await extension?.close()
  await site?.close()
  await gateway?.close()
})

test('a newcomer adds a server by its address and an API token, turns a site on, and creates, closes and reopens a task', async () => {
  const welcome = await extension.open('src/welcome/welcome.html')
  await welcome.getByLabel('Address of your Phorge').fill(gateway.url)
  await welcome.getByRole('button', { name: 'Look' }).click()
  await welcome.getByText('is a phorge-conduit gateway').waitFor()
  await welcome.getByLabel('API token').check()
  await welcome.getByLabel('Conduit API token').fill(token)
  await welcome.getByRole('button', { name: 'Add server' }).click()
  await welcome.getByText('Signed in as rjkaplan').first().waitFor()
  await welcome.getByLabel('Address of a site that shows errors').fill(site.url)
  await welcome.getByRole('button', { name: 'Turn on' }).click()
  await welcome.getByRole('link', { name: new URL(site.url).host }).waitFor()

  const page = await extension.context.newPage()
  await page.goto(site.url)
  const inside = await Inside.of(page)
  await inside.press('button', 'Create task: TypeError: cart is undefined')
  await inside.find('dialog', 'TypeError: cart is undefined')
  await inside.find('textbox', 'Title')
  await settled(page)
  await inside.press('button', 'Create task')
  await inside.find('StaticText', 'T1 was created.')
  expect(await conduit.tasks.get('T1')).toMatchObject({
    title: 'TypeError: cart is undefined',
    isOpen: true,
    description: expect.stringContaining('at checkout (cart.ts:12)'),
    projectPHIDs: [expect.any(String)],
  })

  await inside.fill('Comment', 'Fixed in r123')
  await inside.press('button', 'Close task')
  await inside.find('StaticText', 'T1 is now: Resolved.')
  expect(await conduit.tasks.get('T1')).toMatchObject({ isClosed: true })
  await inside.find('StaticText', 'Fixed in r123')

  await inside.press('button', 'Reopen task')
  await inside.find('StaticText', 'T1 is now: Open.')
  await page.keyboard.press('Escape')
  await inside.find('button', 'T1 Open: TypeError: cart is undefined')
  expect(await inside.focused()).toBe('T1 Open: TypeError: cart is undefined')
})

/** As long as the card has to be seen before a press counts. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)))
}
