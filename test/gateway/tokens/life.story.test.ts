import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { browserOf, faultsOf } from '../pages/browser-under-test.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'

const DAY = 86_400
const TOKENS = '/gateway/settings/tokens/'

let pages: Pages
let browser: Browser
let page: Page
beforeAll(async () => {
  ;[pages, browser] = await Promise.all([startPages({ trustedProxies: ['127.0.0.1'] }), launchBrowser()])
  page = await pageOf('angie', { javaScriptEnabled: false })
})
afterAll(async () => {
  await browser?.close()
  await pages?.close()
})

const pageOf = (userName: string, options?: BrowserContextOptions) =>
  browserOf(browser, pages, userName, options)

/** A call as a script makes it, from behind a web server that says where it came from. */
async function call(token: string, method = 'maniphest.search', from = '192.0.2.7'): Promise<string> {
  const response = await fetch(`${pages.origin}/api/${method}`, {
    method: 'POST',
    headers: { 'x-forwarded-for': from, 'user-agent': 'nightly-report/2.0' },
    body: new URLSearchParams({ params: JSON.stringify({ __conduit__: { token } }), output: 'json' }),
  })
  const answer = (await response.json()) as { error_code: string | null; reason?: { code: string } }
  return answer.reason?.code ?? answer.error_code ?? 'answered'
}

async function shownToken(): Promise<string> {
  return (await page.getByLabel('API token', { exact: true }).textContent()) ?? ''
}

async function open(fold: string) {
  const details = page.locator('details', { has: page.locator('summary', { hasText: fold }) })
  await details.locator('summary').first().click()
  return details
}

const fact = async (name: string) =>
  (await page.locator(`dt:text-is("${name}") + dd`).first().innerText()).replaceAll('\n', ' ')

describe('the life of a token, without scripts in the browser', () => {
  let token: string
  let rotated: string

  it('begins with a form that keeps what was typed until it is right', async () => {
    await page.goto(TOKENS)
    await page.getByRole('link', { name: 'New token' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Nightly report')
    await page.getByRole('radio', { name: 'Only what is ticked below' }).check()
    await page.getByLabel('From which addresses').fill('192.0.2.0/24\nhere')
    await page.getByRole('button', { name: 'Create token' }).click()
    expect(await page.locator('.error').innerText()).toContain('at least one method')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Nightly report')

    await page.locator('summary', { hasText: 'maniphest' }).first().click()
    await page.getByRole('checkbox', { name: 'maniphest.search' }).check()
    await page.locator('summary', { hasText: 'Only parts of maniphest.edit' }).click()
    await page.getByRole('checkbox', { name: 'maniphest.edit:comment' }).check()
    await page.getByRole('button', { name: 'Create token' }).click()
    expect(await page.locator('.error').innerText()).toContain('“here” is no address')
    expect(await page.getByRole('checkbox', { name: 'maniphest.search' }).isChecked()).toBe(true)

    await page.getByLabel('From which addresses').fill('192.0.2.0/24')
    await page.getByRole('button', { name: 'Create token' }).click()
    token = await shownToken()
    expect(token).toMatch(/^api-[a-z2-7]{28}$/)
    expect(await fact('Expires')).toBe('on 15 Apr 2027')
  })

  it('shows the secret once, and from then on who used the token for what', async () => {
    expect(await call(token)).toBe('answered')
    await page.goto(TOKENS)
    const listed = async () => {
      await page.reload()
      return page.locator('main').innerText()
    }
    await expect.poll(listed).toContain('last used')
    expect(await page.content()).not.toContain(token)
    await page.getByRole('link', { name: 'Nightly report' }).click()
    const use = 'just now from 192.0.2.7 by nightly-report/2.0 for maniphest.search'
    expect(await fact('Used')).toContain(use)
  })

  it('is refused from elsewhere, whatever the caller says of where it is', async () => {
    expect(await call(token, 'maniphest.search', '198.51.100.1')).toBe('token_address')
    expect(await call(token, 'maniphest.search', '192.0.2.7, 198.51.100.1')).toBe('token_address')
    expect(await call(token, 'maniphest.edit')).toBe('token_scope')
  })

  it('goes on under another name', async () => {
    const rename = await open('Rename')
    await rename.getByLabel('Name', { exact: true }).fill('Weekly report')
    await rename.getByLabel('Why').fill('it runs on Mondays')
    await rename.getByRole('button', { name: 'Save the name' }).click()
    await page.getByRole('heading', { name: 'Weekly report' }).waitFor()
    expect(await page.locator('.timeline').innerText()).toContain('it runs on Mondays')
  })

  it('goes on with fewer rights, and gets none back', async () => {
    const narrow = await open('Take rights away')
    expect(await narrow.getByRole('radio').count()).toBe(1)
    await narrow.getByRole('checkbox', { name: 'maniphest.edit:comment' }).uncheck()
    await narrow.getByRole('button', { name: 'Save what it may do' }).click()
    expect(await page.getByRole('status').innerText()).toContain('may do less now')
    expect(await fact('May do')).toBe('Read the tasks that you can see maniphest.search')
  })

  it('goes on from fewer addresses, and a form that would let in more is refused', async () => {
    const limit = await open('Limit where')
    await limit.getByLabel('From which addresses').fill('192.0.2.7\n2001:db8::/32')
    await limit.getByRole('button', { name: 'Save the addresses' }).click()
    expect(await page.getByRole('alert').innerText()).toContain('no more addresses than now')
    await page.getByLabel('From which addresses').fill('192.0.2.7')
    await page.getByRole('button', { name: 'Save the addresses' }).click()
    expect(await fact('From')).toBe('192.0.2.7')
    expect(await call(token, 'maniphest.search', '192.0.2.8')).toBe('token_address')
  })

  it('gets a new secret, and the old one is good for as long as was said', async () => {
    const rotate = await open('Rotate')
    await rotate.getByLabel('Minutes').fill('10')
    await rotate.getByRole('button', { name: 'Rotate' }).click()
    rotated = await shownToken()
    expect(rotated).not.toBe(token)
    expect([await call(token), await call(rotated)]).toEqual(['answered', 'answered'])
    pages.advance(600)
    expect([await call(token), await call(rotated)]).toEqual(['token_revoked', 'answered'])
  })

  it('is told of a week before it expires, on every page', async () => {
    pages.advance(84 * DAY)
    page = await pageOf('angie', { javaScriptEnabled: false })
    await page.goto('/gateway/settings/applications/')
    expect(await page.getByRole('status').innerText()).toContain('Weekly report expires in 5 days.')
    await page.getByRole('link', { name: 'Weekly report' }).click()
  })

  it('expires, and whoever still calls with it is told so', async () => {
    pages.advance(6 * DAY)
    expect(await call(rotated)).toBe('token_expired')
    await page.reload()
    expect(await page.locator('h1 + .row').innerText()).toContain('Expired')
  })

  it('is disposed of, and its record stays', async () => {
    const dispose = await open('Dispose of it')
    await dispose.getByRole('button', { name: 'Dispose of it' }).click()
    expect(await page.getByRole('status').innerText()).toContain('Nothing is left of its secrets')
    expect(await call(rotated)).toBe('token_unknown')
    const steps = await page.locator('.timeline > li').allInnerTexts()
    expect(steps.map((step) => step.split(/[.:]|, /)[0])).toEqual([
      'angie disposed of it',
      'angie gave it a new secret; the old one ended on 15 Jan 2027',
      'angie limited it to 192',
      'angie took rights away',
      'angie renamed it from “Nightly report” to “Weekly report”',
      'angie made the token',
    ])
    await page.goto(TOKENS)
    expect(await page.locator('summary').innerText()).toBe('Ended tokens (1)')
  })
})

describe('an administrator', () => {
  it('finds the tokens of somebody, and can end them and no more', async () => {
    const angie = await pages.signedIn('angie')
    const made = await angie.submit(await angie.open(`${TOKENS}new`), `${TOKENS}new`, {
      name: 'Forgotten',
      rights: 'read-only',
    })
    const [token = ''] = /api-[a-z2-7]{28}/.exec(made.html) ?? []
    const admin = await pageOf('admin')
    await admin.goto('/gateway/admin/tokens/')
    await admin.getByLabel('Owner').fill('angie')
    await admin.getByRole('button', { name: 'Show' }).click()
    await admin.getByRole('link', { name: 'Forgotten' }).click()
    expect(await admin.locator('details > summary').allInnerTexts()).toEqual(['Revoke: end it'])
    await admin.locator('summary').click()
    await admin.getByLabel('Why').fill('she has left')
    await admin.getByRole('button', { name: 'Revoke' }).click()
    await admin.getByText('she has left').waitFor()
    expect(await call(token)).toBe('token_revoked')
  })

  it('is the only one who may', async () => {
    const angie = await pages.signedIn('angie')
    expect((await angie.open('/gateway/admin/tokens/?owner=admin')).status).toBe(403)
  })
})

describe('the pages', () => {
  it('have no fault that axe knows, by day and by night, wide and narrow', async () => {
    const angie = await pageOf('angie')
    for (const path of [TOKENS, `${TOKENS}new`, await pathOfFirstToken()]) {
      await angie.goto(path)
      await angie.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
        document.querySelector<HTMLInputElement>('[name="rights"][value="scopes"]')?.click()
      })
      expect(await faultsOf(angie), path).toEqual([])
    }
  }, 60_000)
})

async function pathOfFirstToken(): Promise<string> {
  const angie = await pages.signedIn('angie')
  const made = await angie.submit(await angie.open(`${TOKENS}new`), `${TOKENS}new`, {
    name: 'x',
    rights: 'all',
  })
  return /\/gateway\/settings\/tokens\/PHID-CTKN-\w+\//.exec(made.html)?.[0] ?? ''
}
