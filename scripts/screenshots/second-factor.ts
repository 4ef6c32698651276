import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { browserOf } from '../../test/gateway/pages/browser-under-test.ts'
import { type Pages, startPages } from '../../test/gateway/pages/pages-under-test.ts'
import { codeOf, SETTINGS } from '../../test/gateway/second-factor/authenticator.ts'
import { addPasskeyDevice } from '../../test/gateway/second-factor/passkey-device.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

/** What people are asked before something that matters. */
export async function pictureSecondFactor(directory: string): Promise<string[]> {
  return onStage(startPages, async (browser, pages) => {
    const page = await browserOf(browser, pages, 'rjkaplan', { viewport: { width: 720, height: 700 } })
    await setUpSecondFactors(page, pages)
    await askForToken(page)
    return pictures(page, join(directory, 'second-factor'))
  })
}

/** A passkey, in a device that is not there, and an authenticator app. */
async function setUpSecondFactors(page: Page, { gateway }: Pages): Promise<void> {
  await addPasskeyDevice(page)
  await page.goto(SETTINGS)
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  const secret = ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '')
  await page.getByLabel('Code').fill(codeOf(secret, gateway.now()))
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByText('The second factor is set up.').waitFor()
}

async function askForToken(page: Page): Promise<void> {
  await page.goto('/gateway/settings/tokens/new')
  await page.getByRole('textbox', { name: 'Name' }).fill('nightly report')
  await page.getByLabel('Only read').check()
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('button', { name: 'Use your passkey' }).waitFor()
}
