import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { launchBrowser } from '../../../scripts/browser.ts'
import { type FakeViewer, startFakeViewer } from './fake-api.ts'

/** A browser, and the built page to open in it. */
export interface PageUnderTest {
  /** A new tab with a viewer of its own. `complaints` gathers what the page throws or its policy forbids. */
  open(path?: string, options?: OpenOptions): Promise<OpenedPage>
  close(): Promise<void>
}

export interface OpenOptions extends BrowserContextOptions {
  /** Changes the viewer before the page is loaded. */
  readonly before?: (viewer: FakeViewer) => void
  /** Time moves only by `page.clock`. */
  readonly stopClock?: boolean
}

export interface OpenedPage {
  readonly page: Page
  readonly viewer: FakeViewer
  readonly complaints: string[]
}

export async function startPageUnderTest(): Promise<PageUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'error-viewer-page-'))
  const configFile = join(import.meta.dirname, '../../../demo-app/vite.config.ts')
  await build({ configFile, logLevel: 'error', build: { outDir: folder } })
  const browser: Browser = await launchBrowser()
  const viewers: FakeViewer[] = []

  async function open(path = '/', { before, stopClock, ...options }: OpenOptions = {}): Promise<OpenedPage> {
    const viewer = await startFakeViewer(folder)
    viewers.push(viewer)
    before?.(viewer)
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(5_000)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const expected = message.text().startsWith('Failed to load resource')
      if (message.type() === 'error' && !expected) complaints.push(message.text())
    })
    if (stopClock) await page.clock.install()
    await page.goto(viewer.url + path)
    return { page, viewer, complaints }
  }

  async function close(): Promise<void> {
    await browser.close()
    await Promise.all(viewers.map((viewer) => viewer.close()))
    await rm(folder, { recursive: true, force: true })
  }

  return { open, close }
}
