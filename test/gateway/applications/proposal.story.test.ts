import { Conduit, memoryStore, OAuthClient, oauthSession } from 'phorge-conduit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { browserOf, faultsOf } from '../pages/browser-under-test.ts'
import { growApplication } from './growing-application.ts'
import { type Proposals, startProposals } from './scene.ts'

const CALLBACK = 'https://board.example.com/callback'

let test: Proposals
let browser: Browser
beforeAll(async () => {
  ;[test, browser] = await Promise.all([startProposals(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await test?.close()
})

/** Fills in the form as it is on the page. */
async function propose(page: Page, { version, methods }: { version: string; methods: readonly string[] }) {
  await page.getByLabel('Version').fill(version)
  for (const method of methods) await page.getByRole('checkbox', { name: method }).check()
  await page.getByRole('button', { name: 'Propose' }).click()
}

it('without a script: propose by form, read the difference, approve with one method fewer, consent, call', async () => {
  const noScript = { javaScriptEnabled: false }
  const [rachel, ada] = await Promise.all([
    browserOf(browser, test, 'rjkaplan', noScript),
    browserOf(browser, test, 'admin', noScript),
  ])

  await rachel.goto(`${test.origin}/gateway/settings/applications/`)
  await rachel.getByRole('link', { name: 'Applications that I made' }).click()
  await rachel.getByRole('link', { name: 'Propose an application' }).click()
  await rachel.getByLabel('Name', { exact: true }).fill('Board')
  await rachel.getByLabel('Redirect addresses').fill(CALLBACK)
  await propose(rachel, { version: '1.0', methods: ['maniphest.search'] })
  await rachel.getByText('It is proposed.').waitFor()

  await ada.goto(`${test.origin}/gateway/admin/applications/`)
  await ada.getByRole('link', { name: 'Proposals (1)' }).click()
  await ada.getByRole('link', { name: 'Board' }).click()
  await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
  await ada.getByText('The application is approved.').waitFor()

  await rachel.goto(`${test.origin}/gateway/settings/my-proposals/`)
  await rachel.getByRole('link', { name: 'Board' }).click()
  await rachel.getByText('New since you were here').waitFor()
  await rachel.getByRole('link', { name: 'New version' }).click()
  await propose(rachel, { version: '1.1', methods: ['maniphest.edit:status', 'maniphest.edit:comment'] })
  const clientId = (await rachel.locator('dt:text("Client ID") + dd').textContent()) ?? ''
  const clientSecret = (await rachel.getByLabel('Client secret').textContent()) ?? ''

  await ada.goto(`${test.origin}/gateway/admin/proposals/`)
  await ada.getByRole('link', { name: 'Board' }).click()
  await ada.getByText('2 more methods, 0 fewer, 1 as before.').waitFor()
  await ada.getByRole('checkbox', { name: 'maniphest.edit:status' }).uncheck()
  await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
  await ada.getByRole('alert').getByText('Say why').waitFor()
  expect(await ada.getByRole('checkbox', { name: 'maniphest.edit:status' }).isChecked()).toBe(false)
  await ada.getByLabel('Reason').fill('People close tasks themselves')
  await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
  await ada.getByText('The application is approved.').waitFor()

  const client = new OAuthClient({
    server: test.origin,
    clientId,
    clientSecret,
    redirectUri: CALLBACK,
    scopes: ['maniphest.search', 'maniphest.edit:status', 'maniphest.edit:comment'],
    now: test.gateway.now,
  })
  const request = await client.authorize()
  await rachel.goto(request.url)
  await rachel.getByRole('heading', { name: 'Allow Board to act for you?' }).waitFor()
  expect(await rachel.getByRole('checkbox').count()).toBe(2)
  await rachel.getByRole('checkbox', { name: 'Comment on tasks' }).waitFor()
  let landed = ''
  await rachel.route(`${CALLBACK}*`, (route) => {
    landed = route.request().url()
    return route.fulfill({ body: 'Back' })
  })
  await rachel.getByRole('button', { name: 'Allow' }).click()
  await rachel.getByText('Back').waitFor()

  const store = memoryStore()
  await store.set('rachel', await client.exchange(new URL(landed), request))
  const credential = oauthSession({ client, store, key: 'rachel' })
  const conduit = new Conduit({ url: test.origin, credential })
  const task = await test.edit('rjkaplan', undefined, { title: 'On the board' })
  const edit = (type: string, value: string) =>
    conduit.call('maniphest.edit', { objectIdentifier: task, transactions: [{ type, value }] } as never)
  await edit('comment', 'Seen on the board')
  await expect(edit('status', 'resolved')).rejects.toMatchObject({
    reason: 'not_allowed',
    missing: ['maniphest.edit:status'],
  })
})

describe('the pages of proposals', () => {
  let clientId: string
  const pages = new Map<string, Page>()
  beforeAll(async () => {
    clientId = (await growApplication(test)).split('/').at(-2) ?? ''
    for (const userName of ['rjkaplan', 'admin'])
      pages.set(userName, await browserOf(browser, test, userName))
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
  ])(
    'have for %s no fault that axe knows, by day and by night, and fit a telephone: %s',
    async (who, path) => {
      const page = pages.get(who)
      if (!page) throw new Error(`nobody called ${who}`)
      await page.goto(test.origin + path.replace(':clientId', clientId))
      expect(await faultsOf(page)).toEqual([])
    },
  )
})
