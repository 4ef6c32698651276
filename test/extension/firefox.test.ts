import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../gateway/src/applications/rules.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { type ErrorPage, errorPage } from './error-page.ts'
import { Firefox } from './firefox/firefox.ts'
import type { Tab } from './firefox/tab.ts'

const CART = 'TypeError: cart is undefined'
const RATE = 'RangeError: no such rate'

/** Milliseconds that somebody looks at the card before they press: before that no click counts. */
const READ = 600

let gateway: RunningGateway
let phorge: RunningGateway
let site: ErrorPage
let firefox: Firefox

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } as const
  gateway = await startGateway(readConfig({ options }))
  phorge = await startGateway(readConfig({ options: { ...options, face: 'phorge' } }))
  site = await errorPage([
    { key: 'cart', title: CART, description: 'at checkout (cart.ts:12)', project: '#backend' },
    { key: 'rate', title: RATE },
  ])
  firefox = await Firefox.withExtension()
})
afterAll(async () => {
  await firefox?.close()
  await Promise.all([site?.close(), gateway?.close(), phorge?.close()])
})

async function tokenFor({ gateway }: RunningGateway, userName: string): Promise<string> {
  const account = await gateway.backend.accountByName(userName)
  if (!account) throw new Error(`there is no ${userName}`)
  return (await createApiToken(gateway, { userPhid: account.phid, name: 'Test' })).token
}

async function conduitAt(server: RunningGateway): Promise<Conduit> {
  return new Conduit({ url: server.url, credential: apiToken(await tokenFor(server, 'angie')) })
}

async function monograms(): Promise<string[]> {
  const found: string[] = []
  for await (const { id } of (await conduitAt(gateway)).maniphest.search({})) found.push(`T${id}`)
  return found
}

async function turnOn(page: Tab): Promise<void> {
  await page.fill('Address of a site that shows errors', site.url)
  await page.press('button', 'Turn on')
  await page.find('link', new URL(site.url).host)
}

/** Creates, closes and reopens the task of an error by the mouse, and compares with what the server has. */
async function workOnTask(page: Tab, error: string, conduit: Conduit): Promise<string> {
  await page.press('button', `Create task: ${error}`)
  await page.find('dialog', error)
  await page.wait(READ)
  await page.press('button', 'Create task')
  const [monogram = ''] = (await page.text(/^T\d+ was created\.$/)).split(' ')
  expect(await conduit.tasks.get(monogram)).toMatchObject({ title: error, isOpen: true })

  await page.press('button', 'Close task')
  await page.text(`${monogram} is now: Resolved.`)
  expect(await conduit.tasks.get(monogram)).toMatchObject({ isClosed: true })

  await page.press('button', 'Reopen task')
  await page.text(`${monogram} is now: Open.`)
  expect(await conduit.tasks.get(monogram)).toMatchObject({ isOpen: true })
  return monogram
}

test('with an API token: from the first-run page to a task that is created, closed, reopened and commented', async () => {
  const welcome = await firefox.tabAt(`${firefox.origin}/src/welcome/`)
  await welcome.fill('Address of your Phorge, Phabricator or gateway', gateway.url)
  await welcome.press('button', 'Look')
  await welcome.text('is a phorge-conduit gateway')
  await welcome.press('radio', 'API token Pasted once. It can do all that you can.')
  await welcome.fill('Conduit API token', await tokenFor(gateway, 'rjkaplan'))
  await welcome.press('button', 'Add server')
  await welcome.text('Signed in as rjkaplan')
  await turnOn(welcome)
  await welcome.close()

  const page = await firefox.open(site.url)
  const conduit = await conduitAt(gateway)
  const monogram = await workOnTask(page, CART, conduit)
  const task = await conduit.tasks.get(monogram)
  expect(task.description).toContain('  at checkout (cart.ts:12)')
  expect(await authorOf(conduit, task.authorPHID)).toBe('rjkaplan')

  await page.fill('Comment', 'Seen again')
  await page.key('button', 'Only comment')
  await page.text('Seen again')
  await page.press('button', 'Close this card')
  await page.find('button', `${monogram} Open: ${CART}`)
  expect(await page.focused()).toBe(`${monogram} Open: ${CART}`)
  await page.close()
})

test('something that covers the card keeps a click from counting, in a shadow root too', async () => {
  site.headers = {}
  const page = await firefox.open(site.url)
  const before = await monograms()
  await page.press('button', `Create task: ${RATE}`)
  await page.find('textbox', 'Title')
  await page.run(`
    const lure = document.createElement('div')
    lure.popover = 'manual'
    lure.textContent = 'Win a prize'
    lure.style = 'position: fixed; inset: 0; width: 100%; height: 100%; pointer-events: none'
    const host = document.body.appendChild(document.createElement('div'))
    host.id = 'lure'
    host.attachShadow({ mode: 'closed' }).append(lure)
    lure.showPopover()`)
  await page.wait(READ)
  await page.press('button', 'Create task')
  await page.text('Something on the page covers this card.')
  await page.run(`
    addEventListener('pointerdown', () => document.querySelector('#lure').remove(), { capture: true })`)
  await page.press('button', 'Create task')
  expect(await monograms()).toEqual(before)

  await page.wait(READ)
  await page.press('button', 'Create task')
  const [monogram = ''] = (await page.text(/^T\d+ was created\.$/)).split(' ')
  await page.press('button', 'Unlink')
  await page.find('textbox', 'Title')
  await page.close()
  expect(await monograms()).toEqual([monogram, ...before])
})

test('a site is on whose permission is given when the popup that asked for it has closed', async () => {
  const options = await firefox.open('src/options/options.html')
  const settings = { collection: 'late', template: '', projects: [], priority: '' }
  const late = { ...settings, origin: 'http://127.0.0.1:9', server: `${gateway.url}/` }
  await options.ask({ intent: 'save-site-once-permitted', site: late })
  expect(await options.ask({ intent: 'overview' })).not.toMatchObject({ sites: [{}, {}] })

  await options.fill('Address of your Phorge, Phabricator or gateway', late.origin)
  await options.press('button', 'Look')
  await options.text('127.0.0.1:9 was not reached')
  expect(await options.ask({ intent: 'overview' })).toMatchObject({ sites: [{}, { origin: late.origin }] })
  await options.ask({ intent: 'remove-site', origin: late.origin })
  await options.close()
})

test('with OAuth: the user signs in through the gateway, and grants more when it is first needed', async () => {
  const administrator = await gateway.gateway.backend.accountByName('admin')
  const { application } = await createApplication(gateway.gateway, {
    clientId: 'phorge-conduit-extension',
    name: 'Tasks for errors',
    kind: 'public',
    redirectUris: [firefox.redirectUri],
    createdBy: administrator?.phid ?? '',
  })
  const scopes = ['maniphest.search', 'maniphest.edit', 'project.search', 'user.search', 'transaction.search']
  await saveAllowedScopes(gateway.gateway, application.clientId, scopes as Scope[])

  const options = await firefox.open('src/options/options.html')
  await options.fill('Address of your Phorge, Phabricator or gateway', gateway.url)
  await options.press('button', 'Look')
  await options.text(firefox.redirectUri)
  await options.press('button', 'Sign in')
  const window = await firefox.tabAt(gateway.url)
  await window.fill('User name', 'rjkaplan')
  await window.fill('Password', 'correct-horse')
  await window.press('button', 'Sign in')
  await window.press('button', 'Allow')
  // Not what the list says of this server, which is still how it was signed in to before.
  await expect
    .poll(() => options.ask({ intent: 'who-am-i', url: `${gateway.url}/` }), { timeout: 10_000 })
    .toMatchObject({ signIn: { method: 'oauth' }, person: { userName: 'rjkaplan' } })
  await options.close()

  const page = await firefox.open(site.url)
  const monogram = await workOnTask(page, RATE, await conduitAt(gateway))
  await page.fill('Comment', 'Also on Tuesdays')
  await page.press('button', 'Only comment')
  await page.press('button', 'Allow it')
  const more = await firefox.tabAt(gateway.url)
  await more.text('maniphest.edit:comment')
  await more.press('button', 'Allow')
  await page.text(monogram)
  await page.press('button', 'Only comment')
  await page.text(/^Last comment/)
  await page.close()
})

test('with the session of the browser: a stock Phorge needs nothing but that somebody is signed in', async () => {
  const options = await firefox.open('src/options/options.html')
  await options.fill('Address of your Phorge, Phabricator or gateway', phorge.url)
  await options.press('button', 'Look')
  await options.text('is a Phorge or Phabricator')
  await options.press('button', 'Add server')
  await options.text('Nobody is signed in there in this browser')
  const other = await errorPage([{ key: 'cart', title: CART }])
  const settings = { collection: 'other', template: '', projects: [], priority: '' }
  const site = { ...settings, origin: other.url, server: `${phorge.url}/` }
  await options.ask({ intent: 'save-site', site })

  const page = await firefox.open(other.url)
  await page.find('button', `Sign in to see tasks: ${CART}`)
  const signIn = await firefox.open(phorge.url)
  await signIn.fill('User name', 'angie')
  await signIn.fill('Password', 'correct-horse')
  await signIn.press('button', 'Sign in')
  await signIn.close()
  await page.reload()
  const conduit = await conduitAt(phorge)
  const monogram = await workOnTask(page, CART, conduit)
  expect(await authorOf(conduit, (await conduit.tasks.get(monogram)).authorPHID)).toBe('angie')
  await page.close()
  await options.close()
  await other.close()
})

async function authorOf(conduit: Conduit, phid: string): Promise<string | undefined> {
  const { data } = await conduit.user.search({ constraints: { phids: [phid as never] } })
  return data[0]?.fields.username
}
