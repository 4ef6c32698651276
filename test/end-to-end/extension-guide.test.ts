import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConduitServer, startConduit } from 'phorge-conduit-testing'
import type { BrowserContext, Page } from 'playwright-core'
import { build } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchExtension } from '../../scripts/browser.ts'
import { codeBlocks } from '../documentation/code-blocks.ts'

const root = join(import.meta.dirname, '../..')
const guide = new Map(
  codeBlocks(join(root, 'docs/write-an-extension.md')).flatMap(({ name, text }) =>
    name ? [[name, text]] : [],
  ),
)

let folder: string
let phorge: ConduitServer<'maria'>
let gateway: ConduitServer<'maria'>
let context: BrowserContext
let profile: string

beforeAll(async () => {
  const maria = { userName: 'maria', password: 'correct-horse' } as const
  // Inside the project, so that the bundler finds its packages.
  folder = await mkdtemp(join(root, 'test/end-to-end/.extension-'))
  phorge = await startConduit({ face: 'phorge', users: [maria] })
  gateway = await startConduit({ users: [maria] })
  const extensions = [
    await makeExtension('session', file('manifest.json'), file('conduit.ts')),
    await makeExtension('gateway', gatewayManifest(), file('gateway-conduit.ts')),
  ]
  profile = await mkdtemp(join(tmpdir(), 'phorge-conduit-guide-'))
  context = await launchExtension(extensions.join(','), profile)
  context.setDefaultTimeout(20_000)
})
afterAll(async () => {
  await context?.close()
  await phorge?.close()
  await gateway?.close()
  for (const made of [folder, profile]) await rm(made, { recursive: true, force: true })
})

/** A file of the guide, for the servers of this test. */
function file(name: string): string {
  const text = guide.get(name)
  if (text === undefined) throw new Error(`The guide has no ${name}.`)
  return text
    .replaceAll('https://phorge.example.com/*', 'http://127.0.0.1/*')
    .replaceAll('https://conduit.example.com/*', 'http://127.0.0.1/*')
    .replaceAll('https://phorge.example.com', phorge.url)
    .replaceAll('https://conduit.example.com', gateway.url)
}

function gatewayManifest(): string {
  return JSON.stringify({
    ...JSON.parse(file('manifest.json')),
    ...JSON.parse(file('gateway-manifest.json')),
  })
}

/** The folder of an extension, bundled from the guide's files. */
async function makeExtension(kind: string, manifest: string, conduit: string): Promise<string> {
  const [sources, extension] = [join(folder, kind, 'src'), join(folder, kind, 'extension')]
  await Promise.all([sources, extension].map((path) => mkdir(path, { recursive: true })))
  const modules = { 'conduit.ts': conduit, 'worker.ts': file('worker.ts'), 'popup.ts': file('popup.ts') }
  await Promise.all(Object.entries(modules).map(([name, text]) => writeFile(join(sources, name), text)))
  await writeFile(join(extension, 'manifest.json'), manifest)
  await writeFile(join(extension, 'popup.html'), file('popup.html'))
  for (const name of ['worker', 'popup']) {
    const output = { file: join(extension, `${name}.js`), format: 'iife' } as const
    await build({ input: join(sources, `${name}.ts`), output, platform: 'browser', logLevel: 'silent' })
  }
  return extension
}

/** The popup of the extension that has this permission or does not, in a tab. */
async function openPopup(hasIdentity: boolean): Promise<Page> {
  while (context.serviceWorkers().length < 2) await context.waitForEvent('serviceworker')
  for (const worker of context.serviceWorkers()) {
    const { permissions } = await worker.evaluate<{ permissions: string[] }>('chrome.runtime.getManifest()')
    if (permissions.includes('identity') !== hasIdentity) continue
    const page = await context.newPage()
    await page.goto(new URL('popup.html', worker.url()).href)
    return page
  }
  throw new Error('There is no such extension.')
}

async function enterPassword(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('maria')
  await page.getByLabel('Password').fill('correct-horse')
  await page.getByRole('button', { name: /^(?:Sign in|Log In)/ }).click()
}

const create = (popup: Page) => popup.getByRole('button', { name: 'Create task' }).click()
const signIn = async (popup: Page): Promise<Page> => {
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    popup.getByRole('button', { name: 'Sign in' }).click(),
  ])
  return page
}
const says = (popup: Page, text: string) => popup.getByRole('status').filter({ hasText: text }).waitFor()

test('the extension of the guide acts as whoever is signed in to Phorge in the same browser', async () => {
  const popup = await openPopup(false)
  await create(popup)
  await says(popup, 'Nobody is signed in')
  await enterPassword(await signIn(popup))
  await says(popup, 'Try again')

  await popup.bringToFront()
  await create(popup)
  await says(popup, 'T1 (Open)')
  await create(popup)
  await says(popup, 'T1 (Open)')
  const tasks = await phorge.conduit().maniphest.search().all()
  expect(tasks.map(({ fields }) => fields.authorPHID)).toEqual([phorge.users.maria.phid])
})

test('the extension of the guide does with a gateway what was granted to it', async () => {
  const popup = await openPopup(true)
  const { host } = new URL(popup.url())
  await gateway.register({
    clientId: 'app-task-for-this-page',
    kind: 'public',
    redirectUris: [`https://${host}.chromiumapp.org/`],
    origins: [`chrome-extension://${host}`],
    scopes: ['maniphest.search', 'maniphest.edit:create'],
  })
  await create(popup)
  const page = await signIn(popup)
  await enterPassword(page)
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await says(popup, 'Try again')

  await popup.bringToFront()
  await create(popup)
  await says(popup, 'T1 (Open)')
  const [task] = await gateway.conduit().maniphest.search().all()
  expect(task?.fields).toMatchObject({ name: 'A task for this page', authorPHID: gateway.users.maria.phid })
})
