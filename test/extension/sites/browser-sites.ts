import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { launchBrowser } from '../../../scripts/browser.ts'

/** What the extension's sites make of a page, as far as it can leave the browser. */
export interface Seen {
  readonly site: string | undefined
  /** Every site that would have spoken for the page, had those before it not. */
  readonly candidates: readonly string[]
  readonly errors: readonly SeenError[]
}

export interface SeenError {
  readonly key: string
  readonly title: string
  readonly description?: string
  readonly link?: string
  readonly project?: string
}

export interface OpenPage {
  readonly page: Page
  see(): Promise<Seen>
  /** Places a chip for each error. Whether their anchors match these selectors, one for each. */
  placeChips(selectors: readonly string[]): Promise<boolean[]>
}

export interface BrowserSites {
  /** Opens this HTML as `https://errors.example` and a path. */
  open(html: string, path?: string): Promise<OpenPage>
  readonly code: string
  close(): Promise<void>
}

declare const sites: typeof import('../../../extension/src/sites/sites.ts')

/** A browser, in whose pages the extension's sites are, built as they are for the extension. */
export async function startBrowserSites(): Promise<BrowserSites> {
  const [code, browser] = await Promise.all([bundle(), launchBrowser()])
  const page = await browser.newPage()
  let html = ''
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }))
  await page.addInitScript({ content: `${code}\nglobalThis.sites = sites` })

  async function open(body: string, path = '/'): Promise<OpenPage> {
    html = body
    await page.goto(`https://errors.example${path}`, { waitUntil: 'domcontentloaded' })
    return {
      page,
      see: () => page.evaluate(see),
      placeChips: (selectors) => page.evaluate(place, selectors),
    }
  }

  return { open, code, close: () => browser.close() }
}

function see(): Seen {
  const candidates = sites.sites.filter(({ appliesTo }) => appliesTo(document))
  const found = candidates.map(({ name, findErrors }) => ({ name, errors: [...findErrors(document)] }))
  const speaking = found.find(({ errors }) => errors.length > 0)
  return {
    site: speaking?.name,
    candidates: candidates.map(({ name }) => name),
    errors: (speaking?.errors ?? []).map(({ anchor: _, ...error }) => error),
  }
}

/** Puts a chip where each goes, as the extension does, and says whether that is where it was to go. */
function place(selectors: readonly string[]): boolean[] {
  const speaking = sites.sites
    .filter(({ appliesTo }) => appliesTo(document))
    .map(({ findErrors }) => [...findErrors(document)])
    .find((errors) => errors.length > 0)
  return (speaking ?? []).map(({ anchor }, index) => {
    const host = document.createElement('span')
    host.attachShadow({ mode: 'closed' }).textContent = 'Create task'
    anchor.append(host)
    return anchor.isConnected && anchor.matches(selectors[index] ?? ':not(*)')
  })
}

async function bundle(): Promise<string> {
  const entry = join(import.meta.dirname, '../../../extension/src/sites/sites.ts')
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2024',
      lib: { entry, formats: ['iife'], name: 'sites', fileName: 'sites' },
    },
  })
  const [{ output }] = built as unknown as [Rollup.RollupOutput]
  return output[0].code
}
