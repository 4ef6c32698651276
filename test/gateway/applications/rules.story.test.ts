import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { form, issueToken } from '../conduit/gateway-under-test.ts'
import { browserOf, faultsOf } from '../pages/browser-under-test.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'

const RULES = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status', 'user.search']

let pages: Pages
let browser: Browser
let clientId: string
let token: string

beforeAll(async () => {
  ;[pages, browser] = await Promise.all([startPages({ callLog: true }), launchBrowser()])
  const { gateway } = pages
  const [rjkaplan, angie] = [await pages.account('rjkaplan'), await pages.account('angie')]
  const granted = { rules: RULES, user: angie }
  ;({ token, clientId } = await issueToken({ gateway, now: gateway.now(), rjkaplan }, granted))
})
afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

async function search(): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  return fetch(`${pages.origin}/api/maniphest.search`, { method: 'POST', headers, body: form({}) })
}

describe('narrowing what an application may do', () => {
  it('shows who granted it and how often it is used, and holds from the next call on; without JavaScript', async () => {
    for (let i = 0; i < 3; i += 1) expect((await search()).status).toBe(200)
    const page = await browserOf(browser, pages, 'admin', { javaScriptEnabled: false })
    await page.goto('/gateway/admin/rules/')
    await page.getByRole('searchbox', { name: 'Search' }).fill('maniphest.search')
    await page.getByRole('button', { name: 'Show' }).click()
    const row = page.getByRole('row', { name: 'maniphest.search' })
    expect(await row.innerText()).toMatch(/Allowed\s+1 person\s+3 by 1/)

    // By keyboard alone, from the row to the button.
    await row.getByRole('checkbox').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Take away' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Review the change' }).waitFor()
    const review = await page.getByRole('main').innerText()
    expect(review).toMatch(/1 person granted it, and it was used in 3 calls in 30 days/)
    expect(review).toMatch(/angie\s+just now/)
    expect((await search()).status).toBe(200)

    await page.getByRole('textbox', { name: 'Reason' }).fill('It reads too much.')
    await page.getByRole('button', { name: 'Save the rules' }).click()
    await page.getByText('The rules are saved.').waitFor()
    const refused = await search()
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ reason: { code: 'scope_not_allowed' } })

    await page.goto(`/gateway/admin/applications/${clientId}/`)
    const history = await page.getByRole('main').innerText()
    expect(history).toContain('It may not: maniphest.search. admin')
    expect(history).toContain('It reads too much.')
    await page.context().close()
  })

  it('has no fault that axe finds, on any page, light and dark, narrow and wide', async () => {
    const page = await browserOf(browser, pages, 'admin')
    const own = `/gateway/admin/applications/${clientId}/`
    for (const path of ['/gateway/admin/rules/?state=', `${own}rules`, own, `${own}quotas`]) {
      await page.goto(path)
      expect(await faultsOf(page), path).toEqual([])
    }
    await page.goto(`${own}rules?state=allowed`)
    await page.getByText('Start from a preset').click()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('checkbox', { name: 'user.search' }).check()
    await page.getByRole('button', { name: 'Take away' }).click()
    await page.getByRole('heading', { name: 'What would break' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.context().close()
  })
})
