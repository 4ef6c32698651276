import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { buildExtension } from '../../extension/build.ts'
import type { Answer } from '../../extension/src/answer.ts'
import type { Intent } from '../../extension/src/messages.ts'
import { launchExtension } from '../../scripts/browser.ts'

export interface InstalledExtension {
  readonly context: BrowserContext
  /** The unpacked extension. */
  readonly folder: string
  /** `chrome-extension://…/` */
  readonly origin: string
  worker(): Promise<Worker>
  /** Opens one of the extension's own pages. */
  open(path: string): Promise<Page>
  /** Asks the background as one of the extension's pages. @throws when the answer is a failure */
  ask(intent: Intent): Promise<unknown>
  /** Forgets which errors have tasks, as on a new machine. */
  forgetTasks(): Promise<void>
  /** The number of the tab that shows this address. */
  tabAt(url: string): Promise<number>
  /** Stops the worker at once, as the browser may at any moment. Says whether there was one. */
  killer(): Promise<() => Promise<boolean>>
  close(): Promise<void>
}

export interface InstallOptions {
  /** Changes the built files before the browser reads them. */
  readonly prepare?: (folder: string) => Promise<void>
}

/**
 * A Chromium with the extension, built as for release. Its host permissions are given beforehand for loopback
 * addresses: a headless browser cannot show the question.
 */
export async function installExtension({ prepare }: InstallOptions = {}): Promise<InstalledExtension> {
  const root = await mkdtemp(join(tmpdir(), 'phorge-conduit-extension-'))
  const folder = join(root, 'extension')
  await cp(await builtExtension(), folder, { recursive: true })
  await changeManifest(folder, { host_permissions: ['http://localhost/*', 'http://127.0.0.1/*'] })
  await prepare?.(folder)
  const context = await launchExtension(folder, join(root, 'profile'))
  const worker = async () => context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const origin = `chrome-extension://${new URL((await worker()).url()).host}/`
  // It comes to the front whenever it is ready, and a page behind it hardly runs.
  await (await firstRunPage(context)).close()
  const open = async (path: string) => {
    const page = await context.newPage()
    await page.goto(`${origin}${path}`)
    return page
  }
  let opened: Promise<Page> | undefined
  const ownPage = () => (opened ??= open('src/options/options.html'))
  return {
    context,
    folder,
    origin,
    worker,
    open,
    async ask(intent) {
      const answer = await (await ownPage()).evaluate((intent) => chrome.runtime.sendMessage(intent), intent)
      if (!answer.ok) throw new Error(`${answer.failure.code}: ${answer.failure.message}`)
      return answer.value
    },
    async forgetTasks() {
      await (await ownPage()).evaluate(async () => {
        const names = Object.keys(await chrome.storage.local.get(null))
        await chrome.storage.local.remove(names.filter((name) => name.startsWith('task ')))
      })
    },
    async tabAt(url) {
      const tabs = await (await worker()).evaluate(() => chrome.tabs.query({}))
      return tabs.find((tab) => tab.url?.startsWith(url))?.id ?? -1
    },
    async killer() {
      const page = await open('src/options/options.html')
      const session = await context.newCDPSession(page)
      await session.send('ServiceWorker.enable')
      return async () => {
        const isRunning = context.serviceWorkers().length > 0
        await session.send('ServiceWorker.stopAllWorkers')
        return isRunning
      }
    },
    async close() {
      await context.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function firstRunPage(context: BrowserContext): Promise<Page> {
  for (;;) {
    const found = context.pages().find((page) => page.url().includes('/welcome/'))
    if (found) return found
    await context.pages()[0]?.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)))
  }
}

export async function changeManifest(folder: string, changes: object): Promise<void> {
  const file = join(folder, 'manifest.json')
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }))
}

let built: Promise<string> | undefined

/** Built once for all tests of a process. */
export function builtExtension(): Promise<string> {
  built ??= mkdtemp(join(tmpdir(), 'phorge-conduit-built-')).then(async (outDir) => {
    process.once('exit', () => void rm(outDir, { recursive: true, force: true }))
    await buildExtension({ target: 'chromium', outDir })
    return outDir
  })
  return built
}

declare global {
  /** What tests use of it, inside the browser. */
  var chrome: {
    readonly tabs: { query(query: object): Promise<{ id: number; url?: string }[]> }
    readonly contextMenus: { readonly onClicked: { dispatch(info: object, tab: unknown): void } }
    readonly storage: {
      readonly managed: { get: () => Promise<object> }
      readonly local: { get(names: null): Promise<object>; remove(names: string[]): Promise<void> }
    }
    readonly runtime: { sendMessage(message: unknown): Promise<Answer<unknown>> }
  }
}
