import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeFactorsOf } from '../../gateway/src/second-factor/factors.ts'
import { setSecondFactor } from '../../gateway/src/second-factor/methods.ts'
import { launchBrowser } from '../../scripts/browser.ts'
import { registerApplication } from '../gateway/applications/register-application.ts'
import { openClient } from '../gateway/authorization-server/client.ts'
import { callback } from '../gateway/authorization-server/fixture.ts'
import { browserOf, faultsOf } from '../gateway/pages/browser-under-test.ts'
import { type Pages, startPages } from '../gateway/pages/pages-under-test.ts'
import { codeOf, SETTINGS } from '../gateway/second-factor/authenticator.ts'
import { addPasskeyDevice } from '../gateway/second-factor/passkey-device.ts'

const TOKENS = '/gateway/settings/tokens/new'

let pages: Pages
let browser: Browser
beforeAll(async () => {
  ;[pages, browser] = await Promise.all([startPages(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

/** A browser in which this person, who has no second factor yet, has just signed in. */
async function at(userName: string, options: BrowserContextOptions = {}): Promise<Page> {
  const account = await pages.account(userName)
  await removeFactorsOf(pages.gateway, account.phid)
  return browserOf(browser, pages, userName, options)
}

/** Sets up an authenticator app on the pages; what it shows now. */
async function setUpApp(page: Page): Promise<() => string> {
  await page.goto(SETTINGS)
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const key = (await page.locator('code.key').textContent()) ?? ''
  const code = () => codeOf(key.replaceAll(' ', ''), pages.gateway.now())
  await page.getByLabel('Code').fill(code())
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  return code
}

async function setUpPasskey(page: Page): Promise<void> {
  await page.goto(SETTINGS)
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  // By keyboard: Enter in the field for the name does what the button does.
  await page.getByLabel('Name').fill('Laptop')
  await page.getByRole('button', { name: 'Set it up' }).waitFor()
  await page.getByLabel('Name').press('Enter')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
}

async function askForToken(page: Page, name: string): Promise<void> {
  await page.goto(TOKENS)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByLabel('Only read').check()
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('heading', { name: `Confirm that you want to make the API token “${name}”` }).waitFor()
}

async function tokenIsMade(page: Page): Promise<void> {
  expect(await page.getByLabel('API token', { exact: true }).textContent()).toMatch(/^api-/)
}

test.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a token is made after a code of an authenticator app, %s', async (_how, javaScriptEnabled) => {
  const page = await at('rjkaplan', { javaScriptEnabled })
  const code = await setUpApp(page)
  pages.advance(30)
  await askForToken(page, 'deploy')
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Confirm' }).first().click()
  await page.getByRole('alert').getByText('This is not right').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(code())
  await page.getByLabel('Code', { exact: true }).press('Enter')
  await tokenIsMade(page)
  await page.context().close()
})

test('a token is made after a passkey has answered, and its answer is good once', async () => {
  const page = await at('angie')
  await addPasskeyDevice(page)
  await setUpPasskey(page)
  await askForToken(page, 'deploy')
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  await tokenIsMade(page)
  const form = Object.fromEntries(new URLSearchParams((await sent).postData() ?? ''))
  expect(JSON.parse(form.second_factor_passkey ?? '')).toMatchObject({ type: 'public-key' })
  const again = await page.request.post(`${pages.origin}${TOKENS}`, { form })
  expect(again.status()).toBe(409)

  await page.goto(SETTINGS)
  await page.getByText('Laptop').waitFor()
  expect(await page.getByRole('listitem').filter({ hasText: 'Laptop' }).textContent()).toContain(
    'last used just now',
  )
  await page.context().close()
})

test('a recovery code stands in for a passkey on a device that has none', async () => {
  const page = await at('angie')
  await addPasskeyDevice(page)
  await setUpPasskey(page)
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByText('10 left').waitFor()
  await page.getByRole('button', { name: 'Make new ones' }).click()
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  const [recoveryCode = ''] = ((await page.getByLabel('Recovery codes').textContent()) ?? '').split('\n')

  const elsewhere = await page.context().newPage()
  await askForToken(elsewhere, 'from elsewhere')
  await elsewhere.getByText('Use a recovery code instead').click()
  await elsewhere.getByLabel('Recovery code').fill(recoveryCode)
  await elsewhere.getByRole('button', { name: 'Confirm' }).click()
  await tokenIsMade(elsewhere)
  await page.context().close()
})

test('an application that calls a method with a second factor sends the user, who shows the passkey, and calls', async () => {
  const page = await at('rjkaplan')
  await addPasskeyDevice(page)
  const scope = 'maniphest.search'
  const { clientId, clientSecret } = await registerApplication(pages.gateway, { scopes: [scope] })
  await setSecondFactor(pages.gateway, scope, true, { phid: 'PHID-USER-admin' })
  const client = await openClient({ url: pages.origin }, clientId, clientSecret)
  const back = page.waitForRequest((request) => request.url().startsWith(callback))
  await page.route(`${callback}**`, (route) => route.fulfill({ body: 'Back at the error viewer.' }))

  const begun = await client.authorizationUrl({ scope, acr_values: 'mfa' })
  await page.goto(begun.url.href)
  await page.getByRole('link', { name: 'Set up a second factor' }).click()
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  const { access_token, acr } = await client.exchange(new URL((await back).url()), begun)
  expect(acr).toBe('mfa')
  const answer = await fetch(`${pages.origin}/api/${scope}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}` },
  })
  expect(await answer.json()).toMatchObject({ error_code: null })
  await page.context().close()
})

test('the pages are without faults, wide and on a telephone, in the light and in the dark', async () => {
  const page = await at('admin')
  await addPasskeyDevice(page)
  const faults: string[] = []
  const look = async () => void faults.push(...(await faultsOf(page)))
  await page.goto(SETTINGS)
  await look()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await look()
  await page.getByLabel('Code').fill('123')
  await page.getByRole('button', { name: 'Set it up' }).click()
  await look()
  const code = await setUpApp(page)
  await look()
  pages.advance(30)
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  await look()
  await page.getByLabel('Code', { exact: true }).fill(code())
  await page.getByRole('button', { name: 'Confirm' }).first().click()
  await look()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByText('The second factor is set up').waitFor()
  await askForToken(page, 'deploy')
  await page.getByText('Use a recovery code instead').click()
  await look()
  await page.goto('/gateway/admin/second-factor/')
  await look()
  expect(faults).toEqual([])
  await page.context().close()
})
