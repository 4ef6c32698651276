import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { buildExtension } from '../extension/build.ts'
import type { Intent } from '../extension/src/messages.ts'
import { defaultTemplate } from '../extension/src/settings.ts'
import type { Scope } from '../gateway/src/access/scope.ts'
import { createApplication, findApplication } from '../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../gateway/src/applications/rules.ts'
import { launchExtension } from './browser.ts'
import type { RunningDemo } from './start-demo.ts'

export interface DemoBrowser {
  /** `false` on a machine without a display. */
  readonly hasWindow: boolean
  readonly page: Page
  close(): Promise<void>
}

const CLIENT_ID = 'phorge-conduit-extension'

/** What a user of the extension may be asked to grant. */
const scopes = [
  'maniphest.search',
  'maniphest.edit',
  'project.search',
  'user.search',
  'transaction.search',
  'file.upload',
]

/**
 * A Chromium with the extension, set up for the demo as its options would: the gateway is its server, and the error
 * viewer a site that is turned on. The permissions for this machine are given beforehand.
 */
export async function openWithExtension(demo: RunningDemo, dataDirectory: string): Promise<DemoBrowser> {
  const folder = resolve(dataDirectory, 'extension')
  await buildExtension({ target: 'chromium', outDir: folder })
  permit(folder, ['http://localhost/*', 'http://127.0.0.1/*'])
  const hasWindow =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  const context = await launchExtension(folder, resolve(dataDirectory, 'extension-profile'), {
    headless: !hasWindow,
  })
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const origin = `chrome-extension://${new URL(worker.url()).host}`
  await register(demo, origin)

  const page = await context.newPage()
  await page.goto(`${origin}/src/options/options.html`)
  const server = `${demo.gateway.url}/`
  const site = { origin: demo.errorViewer.url, server, collection: 'error-viewer', template: defaultTemplate }
  await ask(page, { intent: 'add-server', url: server, signIn: { method: 'oauth', clientId: CLIENT_ID } })
  await ask(page, { intent: 'save-site', site: { ...site, projects: [], priority: '' } })
  await page.goto(demo.errorViewer.url)
  return { hasWindow, page, close: () => context.close() }
}

/** As its users would when the browser asks them. */
function permit(folder: string, hosts: readonly string[]): void {
  const file = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...manifest, host_permissions: hosts }, undefined, 2))
}

/** As the gateway's administrator would. */
async function register({ gateway: { gateway } }: RunningDemo, origin: string): Promise<void> {
  if (await findApplication(gateway, CLIENT_ID)) return
  const administrator = await gateway.backend.accountByName('admin')
  await createApplication(gateway, {
    clientId: CLIENT_ID,
    name: 'Tasks for errors (browser extension)',
    description: 'A task button on every error of an error page.',
    kind: 'public',
    redirectUris: [`${origin.replace('chrome-extension', 'https')}.chromiumapp.org/`],
    origins: [origin],
    createdBy: administrator?.phid ?? '',
  })
  await saveAllowedScopes(gateway, CLIENT_ID, scopes as readonly string[] as readonly Scope[])
}

async function ask(page: Page, intent: Intent): Promise<void> {
  const answer = await page.evaluate(
    (intent) => (globalThis as unknown as ExtensionGlobals).chrome.runtime.sendMessage(intent),
    intent,
  )
  if (!answer.ok) throw new Error(`The extension could not be set up: ${answer.failure?.message}`)
}

interface ExtensionGlobals {
  readonly chrome: {
    readonly runtime: {
      sendMessage(message: unknown): Promise<{ ok: boolean; failure?: { message: string } }>
    }
  }
}
