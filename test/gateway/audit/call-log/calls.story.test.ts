import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../../../scripts/browser.ts'
import { form, issueToken } from '../../conduit/gateway-under-test.ts'
import { browserOf, faultsOf } from '../../pages/browser-under-test.ts'
import { type Pages, startPages } from '../../pages/pages-under-test.ts'

let pages: Pages
let browser: Browser
let grantId: string

beforeAll(async () => {
  ;[pages, browser] = await Promise.all([startPages(), launchBrowser()])
  const { gateway } = pages
  const rjkaplan = await pages.account('rjkaplan')
  const rules = ['maniphest.search', 'maniphest.edit:create']
  const issued = await issueToken({ gateway, now: gateway.now(), rjkaplan }, { name: 'Error viewer', rules })
  grantId = issued.grantId
  const call = async (method: string, params: object) => {
    const headers = { authorization: `Bearer ${issued.token}` }
    await fetch(`${pages.origin}/api/${method}`, { method: 'POST', headers, body: form(params) })
  }
  for (let times = 0; times < 3; times++) await call('maniphest.search', {})
  await call('maniphest.edit', { transactions: [{ type: 'title', value: 'Checkout fails' }] })
  await call('maniphest.edit', { objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })
})
afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

describe('in a browser without JavaScript', () => {
  it('a person sees what an application did in their name, with the numbers by keyboard', async () => {
    const page = await browserOf(browser, pages, 'rjkaplan', { javaScriptEnabled: false })
    await page.goto('/gateway/settings/applications/')
    await page.getByRole('link', { name: 'What it did: Error viewer' }).click()
    await page.getByRole('heading', { name: 'What Error viewer did in your name' }).waitFor()
    await page.getByRole('img', { name: /5 calls in the last 30 days, 1 of them not done/ }).waitFor()

    await page.getByText('The numbers').focus()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('row', { name: '15 Jan' }).innerText()).toMatch(/15 Jan\s+4\s+1\s+0/)
    const denied = page.getByRole('row', { name: 'Rename tasks' })
    expect(await denied.innerText()).toMatch(
      /Rename tasks\s+maniphest.edit: title\s+Denied\s+the administrator/,
    )
    await page.context().close()
  })

  it('an administrator finds the calls that were denied, and takes them along', async () => {
    const page = await browserOf(browser, pages, 'admin', { javaScriptEnabled: false })
    await page.goto('/gateway/admin/applications/')
    await page.getByRole('link', { name: 'Calls', exact: true }).click()
    await page.getByLabel('Person').fill('rjkaplan')
    await page.getByLabel('Outcome').selectOption('Denied')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('row', { name: 'Rename tasks' }).waitFor()
    expect(await page.getByRole('table').last().getByRole('row').count()).toBe(2)

    const downloads = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const download = await downloads
    expect(download.suggestedFilename()).toBe('calls-2027-01-15.csv')
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(',rjkaplan,maniphest.edit,title,127.0.0.1,')
    await page.context().close()
  })
})

describe('for everybody', () => {
  it.each([
    ['rjkaplan', '/gateway/settings/applications/'],
    ['rjkaplan', '/gateway/settings/applications/:grantId/calls'],
    ['rjkaplan', '/gateway/settings/calls/'],
    ['angie', '/gateway/settings/calls/'],
    ['admin', '/gateway/admin/calls/'],
    ['admin', '/gateway/admin/calls/?method=a+b&from=yesterday'],
  ] as const)('axe finds nothing for %s at %s, and nothing hangs over the edge', async (userName, path) => {
    const page = await browserOf(browser, pages, userName)
    await page.goto(path.replace(':grantId', grantId))
    expect(await faultsOf(page)).toEqual([])
    await page.context().close()
  })
})
