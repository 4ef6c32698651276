import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { demoAccounts } from '../../gateway/src/backends/embedded/embedded.ts'
import type { RunningDemo } from '../../scripts/start-demo.ts'

/** A person at a browser of their own. */
export interface Person {
  readonly userName: string
  readonly password: string
  readonly context: BrowserContext
  readonly page: Page
}

export async function personAt(browser: Browser, userName: string): Promise<Person> {
  const account = demoAccounts.find((candidate) => candidate.userName === userName)
  if (!account?.password) throw new Error(`there is no demo account ${userName} with a password`)
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return { userName, password: account.password, context, page }
}

/** Fills in the gateway's sign-in page, wherever it came up. */
export async function enterPassword({ page, userName, password }: Person): Promise<void> {
  await page.getByLabel('User name').fill(userName)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Answers the consent page: everything stays ticked but `except`. */
export async function consent(
  { page }: Person,
  { except = [] }: { except?: readonly string[] } = {},
): Promise<void> {
  await page.getByRole('heading', { name: 'to act for you?' }).waitFor()
  for (const scope of except) await page.getByRole('checkbox', { name: scope }).uncheck()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
}

/** From the error viewer's *Sign in* through password and consent, and back. */
export async function signIn(
  person: Person,
  demo: RunningDemo,
  options: { except?: readonly string[] } = {},
): Promise<void> {
  const { page, userName } = person
  await page.goto(demo.errorViewer.url)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await enterPassword(person)
  await consent(person, options)
  await page.getByRole('banner').getByText(userName).waitFor()
}

/** The row of one error in the list, by the words of its name. */
export function errorRow({ page }: Person, name: string): Locator {
  return page.getByRole('article', { name })
}
