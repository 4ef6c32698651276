import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { enterPassword, type Person, personAt } from './people.ts'

const TELEPHONE = { width: 360, height: 740 }
const CONTROLS = new Set(['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox'])

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-pages-'))
let demo: RunningDemo
let browser: Browser
let admin: Person

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: false, logLevel: 'silent' }),
    launchBrowser(),
  ])
  admin = await personAt(browser, 'admin')
  await admin.page.setViewportSize(TELEPHONE)
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('on a telephone, and for a screen reader', () => {
  it('the error viewer tells how to fill it', async () => {
    const { page } = admin
    await page.goto(demo.errorViewer.url)
    await page.getByText('Sentry.init').waitFor()
    await isFit(page)
  })

  it('the button to sign in, also when the first question who is signed in is lost', async () => {
    const { page } = admin
    await page.route('**/api/session', (route) => route.abort(), { times: 1 })
    await page.reload()
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
  })

  it('the way through sign-in and consent', async () => {
    const { page } = admin
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await page.getByText('would like to act for you').waitFor()
    await isFit(page)
    await enterPassword({ ...admin, password: 'wrong' })
    await page.getByRole('alert').waitFor()
    await isFit(page)
    await enterPassword(admin)
    await page.getByRole('heading', { name: 'to act for you?' }).waitFor()
    await isFit(page)
  })

  it.each([
    '/',
    '/maniphest/',
    '/p/rjkaplan/',
    '/tag/backend/',
    '/T99',
    '/gateway/settings/applications/',
    '/gateway/settings/calls/',
    '/gateway/settings/tokens/',
    '/gateway/settings/second-factor/',
    '/gateway/admin/applications/',
    '/gateway/admin/applications/new',
    '/gateway/admin/applications/error-viewer/',
    '/gateway/admin/applications/error-viewer/edit',
    '/gateway/admin/applications/error-viewer/rules',
    '/gateway/admin/applications/error-viewer/quotas',
    '/gateway/admin/rules/',
    '/gateway/admin/second-factor/',
    '/gateway/admin/calls/',
    '/gateway/admin/security-log/',
    '/oauthserver/auth/?client_id=error-viewer&response_type=code&redirect_uri=https://elsewhere.example/',
    '/nowhere',
  ])('the gateway at %s', async (path) => {
    await admin.page.goto(`${demo.gateway.url}${path}`)
    await isFit(admin.page)
  })
})

/** Nothing hangs over the edge, there is one heading of the first rank, and every control has a name. */
async function isFit(page: Page): Promise<void> {
  const overhang = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overhang).toBeLessThanOrEqual(0)
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  expect(await page.title()).toMatch(/\S+ · /)

  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const controls = nodes.filter(({ ignored, role }) => !ignored && CONTROLS.has(String(role?.value)))
  expect(controls.length).toBeGreaterThan(0)
  expect(controls.filter(({ name }) => !name?.value).map(({ role }) => role?.value)).toEqual([])
}
