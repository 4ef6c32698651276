import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type BeforeStockPhorge, beforeStockPhorge } from '../../test/gateway/phorge/before-stock-phorge.ts'
import { applicationAt } from '../../test/gateway/phorge/person.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

const SCOPES = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
]

/** The gateway before a Phorge: consent, the page that links an account, and the kept token. */
export async function picturePhorge(directory: string): Promise<string[]> {
  const consent = await onStage(
    () => beforeStockPhorge('same-origin'),
    (browser, it) => pictureConsent(browser, it, join(directory, 'phorge-consent')),
  )
  const token = await onStage(
    () => beforeStockPhorge('own-origin'),
    (browser, it) => pictureToken(browser, it, directory),
  )
  return [...consent, ...token]
}

async function pictureConsent(browser: Browser, it: BeforeStockPhorge, path: string): Promise<string[]> {
  const application = await applicationAt(it, ...SCOPES)
  const page = await browser.newPage({ viewport: { width: 640, height: 1010 } })
  await page.goto(application.address)
  await signInAtPhorge(page)
  await page.getByRole('heading', { name: 'to act for you?' }).waitFor()
  return pictures(page, path)
}

/** Once the page where the token is pasted, once that about the token which is kept and was used. */
async function pictureToken(browser: Browser, it: BeforeStockPhorge, directory: string): Promise<string[]> {
  const application = await applicationAt(it, ...SCOPES)
  const page = await browser.newPage({ viewport: { width: 640, height: 660 } })
  await page.goto(application.address)
  await signInAtPhorge(page)
  await page.getByRole('button', { name: 'Authorize Access' }).click()
  await page.getByRole('link', { name: 'Continue to Application' }).click()
  await page.getByRole('heading', { name: 'Link your Phorge account' }).waitFor()
  const files = await pictures(page, join(directory, 'phorge-link'))

  await page.getByLabel('API token').fill(await it.phorgeToken('rjkaplan'))
  await page.getByRole('button', { name: 'Link the account' }).click()
  const callback = page.waitForRequest(/\/callback\?/)
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await search(it, await application.redeem((await callback).url()))
  await page.setViewportSize({ width: 1100, height: 570 })
  await page.goto(`${it.url}/gateway/settings/phorge-token/`)
  return [...files, ...(await pictures(page, join(directory, 'phorge-token')))]
}

async function signInAtPhorge(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('rjkaplan')
  await page.getByLabel('Password').fill('correct-horse')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function search({ url }: BeforeStockPhorge, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/api/maniphest.search`, { method: 'POST', headers })
  const { error_info } = (await response.json()) as { error_info: string | null }
  if (error_info !== null) throw new Error(error_info)
}
