import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { browserOf, faultsOf } from '../pages/browser-under-test.ts'
import { growApplication } from './growing-application.ts'
import { type Proposals, startProposals } from './scene.ts'

let test: Proposals
let browser: Browser
let clientId: string
const pages = new Map<string, Page>()
beforeAll(async () => {
  ;[test, browser] = await Promise.all([startProposals(), launchBrowser()])
  clientId = (await growApplication(test)).split('/').at(-2) ?? ''
  for (const userName of ['rjkaplan', 'admin']) pages.set(userName, await browserOf(browser, test, userName))
})
afterAll(async () => {
  await browser?.close()
  await test?.close()
})

it.each([
  ['rjkaplan', '/gateway/settings/my-proposals/'],
  ['rjkaplan', '/gateway/settings/my-proposals/new'],
  ['rjkaplan', '/gateway/settings/my-proposals/:clientId/'],
  ['rjkaplan', '/gateway/settings/my-proposals/:clientId/edit'],
  ['admin', '/gateway/admin/proposals/'],
  ['admin', '/gateway/admin/proposals/:clientId/'],
  ['admin', '/gateway/admin/approval-rules/'],
  ['admin', '/gateway/admin/terms/'],
  ['admin', '/gateway/terms/'],
])('has for %s no fault that axe knows, by day and by night, and fits a telephone: %s', async (who, path) => {
  const page = pages.get(who)
  if (!page) throw new Error(`nobody called ${who}`)
  await page.goto(path.replace(':clientId', clientId))
  expect(await faultsOf(page)).toEqual([])
})
