import { Conduit, memoryStore, OAuthClient, oauthSession, type StoredToken } from 'phorge-conduit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../../scripts/browser.ts'
import { browserOf } from '../pages/browser-under-test.ts'
import { type Proposals, startProposals } from './scene.ts'

const CALLBACK = 'https://board.example.com/callback'
const ASKED = ['maniphest.search', 'maniphest.edit:status', 'maniphest.edit:comment']

let test: Proposals
let browser: Browser
/** Who proposes the application, and uses it afterwards. */
let rachel: Page
/** An administrator. */
let ada: Page
beforeAll(async () => {
  ;[test, browser] = await Promise.all([startProposals(), launchBrowser()])
  const noScript = { javaScriptEnabled: false }
  rachel = await browserOf(browser, test, 'rjkaplan', noScript)
  ada = await browserOf(browser, test, 'admin', noScript)
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

describe('the life of an application, without scripts in the browser', () => {
  let clientId: string
  let client: OAuthClient
  let tokens: StoredToken
  let conduit: Conduit
  let task: number

  const edit = (type: string, value: string) =>
    conduit.call('maniphest.edit', { objectIdentifier: task, transactions: [{ type, value }] } as never)
  const search = () => conduit.call('maniphest.search', { limit: 1 })

  it('begins with a form, and with an administrator who approves it', async () => {
    await rachel.goto('/gateway/settings/applications/')
    await rachel.getByRole('link', { name: 'Applications that I made' }).click()
    await rachel.getByRole('link', { name: 'Propose an application' }).click()
    await rachel.getByLabel('Name', { exact: true }).fill('Board')
    await rachel.getByLabel('Redirect addresses').fill(CALLBACK)
    await propose(rachel, { version: '1.0', methods: ['maniphest.search'] })
    await rachel.getByText('It is proposed.').waitFor()

    await ada.goto('/gateway/admin/applications/')
    await ada.getByRole('link', { name: 'Proposals (1)' }).click()
    await ada.getByRole('link', { name: 'Board' }).click()
    await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
    await ada.getByText('The application is approved.').waitFor()
  })

  it('goes on with a version that asks for more, under a secret of its own', async () => {
    await rachel.goto('/gateway/settings/my-proposals/')
    await rachel.getByRole('link', { name: 'Board' }).click()
    await rachel.getByText('New since you were here').waitFor()
    await rachel.getByRole('link', { name: 'New version' }).click()
    await propose(rachel, { version: '1.1', methods: ['maniphest.edit:status', 'maniphest.edit:comment'] })
    clientId = (await rachel.locator('dt:text("Client ID") + dd').textContent()) ?? ''
    const clientSecret = (await rachel.getByLabel('Client secret').textContent()) ?? ''
    const { origin: server, gateway } = test
    client = new OAuthClient({
      server,
      clientId,
      clientSecret,
      redirectUri: CALLBACK,
      scopes: ASKED,
      now: gateway.now,
    })
  })

  it('is approved with one method fewer by whoever read the difference and says why', async () => {
    await ada.goto('/gateway/admin/proposals/')
    await ada.getByRole('link', { name: 'Board' }).click()
    await ada.getByText('2 more methods, 0 fewer, 1 as before.').waitFor()
    await ada.getByRole('checkbox', { name: 'maniphest.edit:status' }).uncheck()
    await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
    await ada.getByRole('alert').getByText('Say why').waitFor()
    expect(await ada.getByRole('checkbox', { name: 'maniphest.edit:status' }).isChecked()).toBe(false)
    await ada.getByLabel('Reason').fill('People close tasks themselves')
    await ada.getByRole('button', { name: 'Approve what is ticked' }).click()
    await ada.getByText('The application is approved.').waitFor()

    await rachel.goto(`/gateway/settings/my-proposals/${clientId}/`)
    await rachel.getByText('People close tasks themselves').first().waitFor()
  })

  it('gets a consent to what was approved, and to nothing else that it asks for', async () => {
    const request = await client.authorize()
    await rachel.goto(request.url)
    await rachel.getByRole('heading', { name: 'Allow Board to act for you?' }).waitFor()
    expect(await rachel.getByRole('checkbox').count()).toBe(2)
    await rachel.getByRole('checkbox', { name: 'Comment on tasks' }).waitFor()
    const landing = rachel.waitForRequest(`${CALLBACK}*`)
    await rachel.getByRole('button', { name: 'Allow' }).click()
    tokens = await client.exchange(new URL((await landing).url()), request)
    // Nobody answers there, and when the browser says so is its own affair.
    rachel = await rachel.context().newPage()
    expect(tokens.scopes?.toSorted()).toEqual(['maniphest.edit:comment', 'maniphest.search'])
  })

  it('calls, and is told who stands in the way of what was not approved', async () => {
    const store = memoryStore()
    await store.set('rachel', tokens)
    conduit = new Conduit({ url: test.origin, credential: oauthSession({ client, store, key: 'rachel' }) })
    task = await test.edit('rjkaplan', undefined, { title: 'On the board' })
    expect((await search()).data).toHaveLength(1)
    await edit('comment', 'Seen on the board')
    await expect(edit('status', 'resolved')).rejects.toMatchObject({
      reason: 'not_allowed',
      missing: ['maniphest.edit:status'],
    })
  })

  it('is seen by the user in a chart and a list of what it did in her name', async () => {
    await rachel.goto('/gateway/settings/applications/')
    await rachel.getByRole('link', { name: 'What it did: Board' }).click()
    await rachel.getByRole('img', { name: /3 calls in the last 30 days, 1 of them not done/ }).waitFor()
    await rachel.getByText('The numbers').click()
    expect(await rachel.getByRole('row', { name: '15 Jan' }).innerText()).toMatch(/15 Jan\s+2\s+1\s+0/)

    const list = rachel.getByRole('table').last()
    expect((await list.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      expect.stringMatching(/maniphest.edit: status\s+Denied\s+the administrator/),
      expect.stringMatching(/Comment on tasks\s+maniphest.edit: comment\s+Done/),
      expect.stringMatching(/maniphest.search\s+Done/),
    ])
  })

  it('loses a method to an administrator who read what would break, from the next call on', async () => {
    await ada.goto(`/gateway/admin/applications/${clientId}/rules?state=allowed`)
    await ada.getByRole('row', { name: 'maniphest.search' }).getByRole('checkbox').check()
    await ada.getByRole('button', { name: 'Take away' }).click()
    await ada.getByRole('heading', { name: 'What would break' }).waitFor()
    const review = await ada.getByRole('main').innerText()
    expect(review).toMatch(/1 person granted it, and it was used in 1 call in 30 days/)
    expect(review).toMatch(/rjkaplan\s+just now/)
    expect((await search()).data).toHaveLength(1)

    await ada.getByRole('textbox', { name: 'Reason' }).fill('It reads too much')
    await ada.getByRole('button', { name: 'Save the rules' }).click()
    await ada.getByText('The rules are saved.').waitFor()
    await expect(search()).rejects.toMatchObject({ reason: 'not_allowed', missing: ['maniphest.search'] })
    await edit('comment', 'Still seen on the board')
  })

  it('ends for the user who revokes it, and its tokens with it', async () => {
    await rachel.goto('/gateway/settings/applications/')
    await rachel.getByRole('button', { name: 'Revoke Board' }).click()
    await rachel.getByText('can no longer act in your name').waitFor()
    await expect(edit('comment', 'Not seen any more')).rejects.toMatchObject({ code: 'auth_revoked' })
    await expect(client.refresh(tokens)).rejects.toMatchObject({ code: 'auth_revoked' })
    const authorization = `Bearer ${tokens.accessToken}`
    const bare = await test.send('/api/maniphest.edit', new URLSearchParams(), { authorization })
    expect(bare).toMatchObject({ status: 401, body: { reason: { code: 'token_revoked' } } })
  })
})
