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
  /** Anchors are matched against these selectors, one for each error. */
  see(): Promise<Seen>
  anchorsMatch(selectors: readonly string[]): Promise<boolean[]>
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
      anchorsMatch: (selectors) => page.evaluate(match, selectors),
    }
  }

  return { open, code, close: () => browser.close() }
}

function see(): Seen {
  const site = sites.siteOf(document)
  const errors = [...(site?.findErrors(document) ?? [])].map(({ anchor: _, ...error }) => error)
  const candidates = sites.sites.filter(({ appliesTo }) => appliesTo(document)).map(({ name }) => name)
  return { site: site?.name, candidates, errors }
}

function match(selectors: readonly string[]): boolean[] {
  const errors = [...(sites.siteOf(document)?.findErrors(document) ?? [])]
  return errors.map(
    ({ anchor }, index) => anchor.isConnected && anchor.matches(selectors[index] ?? ':not(*)'),
  )
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
