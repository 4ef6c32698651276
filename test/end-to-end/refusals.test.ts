import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningGateway, startGateway } from 'phorge-conduit-gateway'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { launchBrowser } from '../../scripts/browser.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { enterPassword, errorRow, type Person, personAt, signIn } from './people.ts'

const BUG = "reading 'map'"
const HIDDEN_BUG = 'No carrier goes to'

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-refusals-'))
let demo: RunningDemo
let again: RunningGateway | undefined
let browser: Browser
let rjkaplan: Person
let angie: Person
let settings: Page

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'silent' }),
    launchBrowser(),
  ])
  rjkaplan = await personAt(browser, 'rjkaplan')
  angie = await personAt(browser, 'angie')
  const admin = await personAt(browser, 'admin')
  settings = admin.page
  await settings.goto(applicationPage())
  await Promise.all([signIn(rjkaplan, demo), signIn(angie, demo), enterPassword(admin)])
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
  await again?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('what cannot be done, and the way out', () => {
  it('shows a task that the person may not see as not visible, and does not tell its title', async () => {
    await createTask(angie, HIDDEN_BUG, 'Between us')
    await errorRow(angie, HIDDEN_BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
    await hide('T1')
    await rjkaplan.page.reload()
    const row = errorRow(rjkaplan, HIDDEN_BUG)
    await row.getByRole('link', { name: 'T1 Not visible' }).waitFor()
    expect(await row.getByRole('button', { name: /Close|Reopen/ }).count()).toBe(0)
    expect(await rjkaplan.page.content()).not.toContain('Between us')

    const task = await rjkaplan.context.newPage()
    await task.goto(`${demo.gateway.url}/T1`)
    await task.getByRole('heading', { name: 'Not found' }).waitFor()
    await task.close()
    await errorRow(angie, HIDDEN_BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
  })

  it('names the scope and says to ask the administrator once a rule is removed', async () => {
    await createTask(rjkaplan, BUG, 'Prices are missing')
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T2 Open' }).waitFor()
    await changeRule('maniphest.edit:status', 'Take away')

    const dialog = await close(rjkaplan, BUG)
    const refusal = dialog.getByRole('alert')
    await refusal.getByText(/administrator has not allowed .*maniphest\.edit:status/).waitFor()
    await refusal.getByText(/Ask an administrator/).waitFor()
    const message = refusal.getByLabel('Message to your administrator')
    expect(await message.inputValue()).toContain('maniphest.edit:status')
    await rjkaplan.page.keyboard.press('Escape')
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T2 Open' }).waitFor()
  })

  it('works again as soon as the rule is back', async () => {
    await changeRule('maniphest.edit:status', 'Allow')
    await close(rjkaplan, BUG)
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T2 Resolved' }).waitFor()
  })

  it('says that an administrator disabled the application, until it is enabled again', async () => {
    await settings.goto(applicationPage())
    await settings.getByRole('textbox', { name: 'Reason' }).fill('It is being looked at.')
    await settings.getByRole('button', { name: 'Disable' }).click()
    await settings.getByText('The application is disabled.').waitFor()
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Reopen task' }).click()
    const dialog = rjkaplan.page.getByRole('dialog', { name: 'T2 was not reopened' })
    await dialog.getByRole('alert').getByText('An administrator has disabled').waitFor()
    await dialog.getByLabel('Message to your administrator').waitFor()
    await dialog.getByRole('button', { name: 'OK' }).click()

    await settings.getByRole('button', { name: 'Enable' }).click()
    await settings.getByText('The application is enabled.').waitFor()
    await rjkaplan.page.reload()
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Reopen task' }).click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T2 Open' }).waitFor()
  })

  it('keeps showing the errors while the gateway is down, and finds the task when it is back', async () => {
    await demo.gateway.close()
    await rjkaplan.page.reload()
    const row = errorRow(rjkaplan, BUG)
    await row.getByRole('link', { name: 'T2 Unknown' }).waitFor()
    again = await startGateway(demo.gateway.gateway.config)
    await row.getByRole('button', { name: 'Retry' }).click()
    await row.getByRole('link', { name: 'T2 Open' }).waitFor()
    await close(rjkaplan, BUG)
    await row.getByRole('link', { name: 'T2 Resolved' }).waitFor()
  })
})

function applicationPage(): string {
  return `${demo.gateway.url}/gateway/admin/applications/error-viewer/`
}

/** An administrator looks a rule up, changes it, and says why. */
async function changeRule(scope: string, change: 'Allow' | 'Take away'): Promise<void> {
  await settings.goto(`${applicationPage()}rules?text=${scope}`)
  await settings.getByRole('checkbox', { name: scope }).check()
  await settings.getByRole('button', { name: change, exact: true }).click()
  await settings.getByRole('textbox', { name: 'Reason' }).fill('It is being looked at.')
  await settings.getByRole('button', { name: 'Save the rules' }).click()
  await settings.getByText('The rules are saved').waitFor()
}

async function createTask(person: Person, bug: string, title: string): Promise<void> {
  await errorRow(person, bug).getByRole('button', { name: 'Create task' }).click()
  const dialog = person.page.getByRole('dialog', { name: 'Create task' })
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByRole('button', { name: 'Create task' }).click()
}

async function close(person: Person, bug: string): Promise<Locator> {
  await errorRow(person, bug).getByRole('button', { name: 'Close task' }).click()
  const dialog = person.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Close as Resolved' }).click()
  return dialog
}

/** Lets nobody but angie see the task: a change of hers by API token. */
async function hide(objectIdentifier: string): Promise<void> {
  const { gateway, url } = demo.gateway
  const account = await gateway.backend.accountByName('angie')
  if (!account) throw new Error('there is no angie')
  const { token } = await createApiToken(gateway, { userPhid: account.phid, name: 'policies' })
  const params = {
    objectIdentifier,
    transactions: [{ type: 'view', value: account.phid }],
    __conduit__: { token },
  }
  const body = new URLSearchParams({ params: JSON.stringify(params), output: 'json' })
  const answer: unknown = await (await fetch(`${url}/api/maniphest.edit`, { method: 'POST', body })).json()
  expect(answer).toMatchObject({ error_code: null })
}
