import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type DemoBeforePhorge, demoBeforePhorge } from './before-phorge.ts'
import { consent, enterPassword, errorRow, type Person, personAt } from './people.ts'
import { filesBelow, leaks, type Seen, watch } from './secrets.ts'

const BUG = "reading 'map'"

describe.each(['same-origin', 'own-origin'] as const)('the demo before a Phorge, in %s', (mode) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), `phorge-conduit-${mode}-`))
  const seen: Seen[] = []
  const pasted = new Map<string, string>()
  let before: DemoBeforePhorge
  let browser: Browser
  let rjkaplan: Person
  let angie: Person

  beforeAll(async () => {
    ;[before, browser] = await Promise.all([demoBeforePhorge(mode, dataDirectory), launchBrowser()])
    rjkaplan = await personAt(browser, 'rjkaplan')
    angie = await personAt(browser, 'angie')
    for (const { context } of [rjkaplan, angie]) watch(context, seen)
  })

  afterAll(async () => {
    await browser?.close()
    await before?.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  })

  /** From the error viewer's *Sign in* through Phorge, the link where it is needed, and consent. */
  async function signIn(person: Person): Promise<void> {
    const { page, userName } = person
    await page.goto(before.demo.errorViewer.url)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await enterPassword(person)
    if (mode === 'own-origin') await identifyAndLink(person)
    await consent(person)
    await page.getByRole('banner').getByText(userName).waitFor()
  }

  async function identifyAndLink(person: Person): Promise<void> {
    const { page } = person
    await page.getByRole('button', { name: 'Authorize Access' }).click()
    await page.getByRole('link', { name: 'Continue to Application' }).click()
    await link(person)
  }

  /** Pastes a token, as in own-origin everybody does once. */
  async function link({ page, userName }: Person): Promise<void> {
    await page.getByRole('heading', { name: 'Link your Phorge account' }).waitFor()
    const token = await before.phorgeToken(userName)
    pasted.set(`token of ${userName}`, token)
    await page.getByLabel('API token').fill(token)
    await page.getByRole('button', { name: 'Link the account' }).click()
  }

  async function taskPage({ context }: Person, words: string): Promise<void> {
    const page = await context.newPage()
    await page.goto(`${before.demo.gateway.url}/T1`)
    expect(page.url()).toBe(`${before.phorgeUrl}/T1`)
    await page.getByText(words).waitFor()
    await page.close()
  }

  it('signs rjkaplan in at Phorge, who creates a task and is its author there', async () => {
    await signIn(rjkaplan)
    await errorRow(rjkaplan, BUG).getByRole('button', { name: 'Create task' }).click()
    await rjkaplan.page.getByRole('dialog').getByRole('button', { name: 'Create task' }).click()
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
    await taskPage(rjkaplan, 'rjkaplan created this task')
  })

  it('signs angie in, who closes it and is named for that', async () => {
    await signIn(angie)
    await errorRow(angie, BUG).getByRole('button', { name: 'Close task' }).click()
    await angie.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Close as/ })
      .click()
    await errorRow(angie, BUG).getByRole('link', { name: 'T1 Resolved' }).waitFor()
    await taskPage(angie, 'angie closed this task as Resolved')
  })

  it('stops at once when the token is deleted, and goes on after the next sign-in', async () => {
    const { page, context } = angie
    const settings = await context.newPage()
    await settings.goto(`${before.demo.gateway.url}/gateway/settings/phorge-token/`)
    await settings.getByRole('button', { name: 'Delete it' }).click()
    await settings.getByText('The token is deleted here').waitFor()
    await settings.close()

    await errorRow(angie, BUG).getByRole('button', { name: 'Reopen task' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'may not act for you any more' })
    await alert.getByRole('link', { name: 'Sign in' }).click()
    if (mode === 'own-origin') await link(angie)
    await consent(angie)
    await page.getByRole('banner').getByText('angie').waitFor()
    await errorRow(angie, BUG).getByRole('button', { name: 'Reopen task' }).click()
    await errorRow(angie, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
  })

  it('leaves no secret in a log, a database or a page', async () => {
    const secrets = new Map(pasted)
    for (const person of [rjkaplan, angie]) {
      secrets.set(`password of ${person.userName}`, person.password)
      for (const { name, value } of await person.context.cookies()) {
        if (name === 'oauth_interaction' || value.length < 16) continue
        secrets.set(`cookie ${name} of ${person.userName}`, value)
      }
    }
    const { phorge } = before.demo.gateway.gateway
    const account = await phorge?.vault.accountByName('rjkaplan')
    const kept = await phorge?.vault.tokenOf(account?.phid ?? '')
    if (!kept) throw new Error('no token is kept')
    secrets.set('kept token', kept)
    for (const line of readFileSync(join(dataDirectory, 'gateway/vault-keys'), 'utf8').trim().split('\n')) {
      secrets.set('key of the vault', line)
    }
    const places = [
      ...filesBelow(dataDirectory, ['client-secret', 'error-viewer/tokens', 'gateway/vault-keys']),
      ...seen,
    ]
    expect(places.length).toBeGreaterThan(20)
    expect(leaks(secrets, places)).toEqual([])
  })
})
