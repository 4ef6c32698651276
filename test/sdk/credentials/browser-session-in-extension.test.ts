import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Worker } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchExtension } from '../../../scripts/browser.ts'
import type { calls } from './extension-worker.ts'
import { type SignedInPhorge, signedInPhorge } from './signed-in-phorge.ts'

declare global {
  var extensionWorker: { calls: typeof calls }
}

let folder: string
let phorge: SignedInPhorge
let context: BrowserContext
let worker: Worker

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-session-'))
  phorge = await signedInPhorge()
  const extension = join(folder, 'extension')
  await mkdir(extension)
  const manifest = {
    manifest_version: 3,
    name: 'Session',
    version: '1',
    host_permissions: [`${phorge.url}/*`.replace(/:\d+/, '')],
    background: { service_worker: 'worker.js' },
  }
  await writeFile(join(extension, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(extension, 'worker.js'), await workerScript())
  context = await launchExtension(extension, join(folder, 'profile'))
  worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
}, 60_000)
afterAll(async () => {
  await context?.close()
  await phorge?.close()
  await rm(folder, { recursive: true, force: true })
})

async function workerScript(): Promise<string> {
  const entry = join(import.meta.dirname, 'extension-worker.ts')
  const bundle = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'extensionWorker' } },
  })
  const [{ output }] = bundle as unknown as [Rollup.RollupOutput]
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
}

test('an extension without any token calls Phorge as the person who is signed in in the same browser', async () => {
  const whoAmI = () => worker.evaluate((url) => extensionWorker.calls.whoAmI(url), phorge.url)
  expect(await whoAmI()).toMatchObject({
    code: 'auth_missing',
    remedy: expect.stringContaining('Sign in at'),
  })

  phorge.signIn('rjkaplan')
  const tab = await context.newPage()
  await tab.goto(phorge.url)
  expect(await whoAmI()).toBe('rjkaplan')

  phorge.signOut()
  expect(await whoAmI()).toMatchObject({ code: 'auth_missing' })
})
