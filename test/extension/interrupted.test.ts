import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { type InstalledExtension, installExtension } from './chromium.ts'
import { type ErrorPage, errorPage } from './error-page.ts'
import { Inside } from './inside.ts'

const TIMES = 50

let gateway: RunningGateway
let site: ErrorPage
let extension: InstalledExtension
let conduit: Conduit

beforeAll(async () => {
  gateway = await startGateway(
    readConfig({ options: { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } }),
  )
  const account = await gateway.gateway.backend.accountByName('rjkaplan')
  const { token } = await createApiToken(gateway.gateway, { userPhid: account?.phid ?? '', name: 'Test' })
  conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
  site = await errorPage(Array.from({ length: TIMES }, (_, at) => ({ key: `e${at}`, title: `Error ${at}` })))
  extension = await installExtension()
  const url = `${gateway.url}/`
  await extension.ask({ intent: 'add-server', url, signIn: { method: 'api-token' }, token })
  const settings = { collection: 'test', template: '{{link}}', projects: [], priority: '' }
  await extension.ask({ intent: 'save-site', site: { ...settings, origin: site.url, server: url } })
})
afterAll(async () => {
  await extension?.close()
  await site?.close()
  await gateway?.close()
})

test(`the worker is killed ${TIMES} times between press and answer: each error has one task, and the user sees it`, async () => {
  const page = await extension.context.newPage()
  await page.goto(site.url)
  const inside = await Inside.of(page)
  const kill = await extension.killer()
  let interrupted = 0
  for (let at = 0; at < TIMES; at += 1) {
    await inside.key('button', `Create task: Error ${at}`)
    await inside.find('textbox', 'Title')
    await inside.key('button', 'Create task')
    // From at once to when the answer has most often been there.
    await page.evaluate((wait) => new Promise((resolve) => setTimeout(resolve, wait)), at * 2)
    if (await kill()) interrupted += 1
    const title = await inside.findAny([
      ['button', 'Close task'],
      ['button', 'Create task'],
    ])
    // Killed before anything was kept, nothing was done, and the form is still there: the person presses again.
    if (title === 'Create task') await inside.key('button', 'Create task')
    await inside.find('button', 'Close task')
    await page.keyboard.press('Escape')
    await inside.find('button', `T${at + 1} Open: Error ${at}`)
  }
  const tasks = await conduit.maniphest.search().all()
  expect(tasks.map(({ fields }) => fields.name).toSorted()).toEqual(
    Array.from({ length: TIMES }, (_, at) => `Error ${at}`).toSorted(),
  )
  expect(interrupted).toBe(TIMES)
})
