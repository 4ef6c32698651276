import { join } from 'node:path'
import { TOTP } from 'otpauth'
import { readConfig, startGateway } from 'phorge-conduit-gateway'
import type { Page } from 'playwright-core'
import { demoAccounts } from '../gateway/src/backends/embedded/embedded.ts'
import { launchBrowser } from './browser.ts'

/** Makes the picture of docs/administrator.md, by day and by night: what people are asked before something that matters. */
export async function makeSecondFactorScreenshots(directory: string): Promise<string[]> {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  const gateway = await startGateway(readConfig({ options }))
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 720, height: 700 } })
    await signIn(page, gateway.url)
    await setUpSecondFactors(page, gateway.url)
    await askForToken(page, gateway.url)
    return await pictures(page, directory, 'second-factor')
  } finally {
    await browser.close()
    await gateway.close()
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  const [account] = demoAccounts.filter(({ userName }) => userName === 'rjkaplan')
  await page.goto(`${url}/gateway/sign-in`)
  await page.getByLabel('User name').fill(account?.userName ?? '')
  await page.getByLabel('Password').fill(account?.password ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** A passkey, in a device that is not there, and an authenticator app. */
async function setUpSecondFactors(page: Page, url: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
  })
  await page.goto(`${url}/gateway/settings/second-factor/`)
  await page.getByRole('button', { name: 'Set up a passkey' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByRole('button', { name: 'Use your passkey' }).click()
  const secret = ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '')
  await page.getByLabel('Code').fill(new TOTP({ secret }).generate())
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByText('The second factor is set up.').waitFor()
}

async function askForToken(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/gateway/settings/tokens/new`)
  await page.getByRole('textbox', { name: 'Name' }).fill('nightly report')
  await page.getByLabel('Only read').check()
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('button', { name: 'Use your passkey' }).waitFor()
}

/** What the page shows now, in the light and in the dark. */
async function pictures(page: Page, directory: string, name: string): Promise<string[]> {
  const files: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = join(directory, colorScheme === 'light' ? `${name}.png` : `${name}-dark.png`)
    await page.screenshot({ path, animations: 'disabled' })
    files.push(path)
  }
  return files
}
