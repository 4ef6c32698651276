import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startConduit } from 'phorge-conduit-testing'
import { expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { freePort, startExample } from '../documentation/examples/run-example.ts'

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
const page = 'docs/examples/browser-page'

test('the sample page lets somebody sign in without a server of its own, decline, and create a task', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'phorge-conduit-page-'))
  onTestFinished(() => rm(outDir, { recursive: true }))
  const server = await startConduit({ users: [{ userName: 'maria', password: 'correct-horse' }] })
  onTestFinished(() => server.close())
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())

  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { clientId } = await server.register({
    name: 'My tasks',
    kind: 'public',
    redirectUris: [`${origin}/`],
    origins: [origin],
    scopes: ['maniphest.search', 'maniphest.edit:create'],
  })
  const settings = { VITE_CONDUIT_URL: server.url, VITE_CLIENT_ID: clientId }
  const built = startExample([vite, 'build', page, '--outDir', outDir, '--emptyOutDir'], settings)
  expect(await built.ended(), built.printed()).toBe(0)
  const site = startExample([vite, 'preview', page, '--outDir', outDir, '--port', `${port}`, '--strictPort'])
  onTestFinished(async () => {
    site.child.kill()
    await site.ended()
  })
  await site.said(`localhost:${port}`)

  const tab = await browser.newPage()
  tab.setDefaultTimeout(15_000)
  const problems: string[] = []
  tab.on('pageerror', (error) => problems.push(error.message))
  await tab.goto(origin)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByLabel('User name').fill('maria')
  await tab.getByLabel('Password').fill('correct-horse')
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('button', { name: 'Cancel' }).click()
  await tab.getByRole('status').filter({ hasText: 'declined' }).waitFor()

  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('button', { name: 'Allow', exact: true }).click()
  await tab.getByRole('status').filter({ hasText: 'Signed in as maria.' }).waitFor()
  expect(tab.url(), 'neither code nor state stays in the address').toBe(`${origin}/`)

  await tab.getByLabel('New task').fill('Checkout fails')
  await tab.getByRole('button', { name: 'Create' }).click()
  await tab.getByText('T1 Checkout fails (Open)').waitFor()
  await tab.reload()
  await tab.getByText('T1 Checkout fails (Open)').waitFor()
  expect((await server.conduit().tasks.get('T1')).authorPHID).toBe(server.users.maria.phid)
  expect(problems).toEqual([])
})
