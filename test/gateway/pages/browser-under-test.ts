import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Pages } from './pages-under-test.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(options: object): Promise<{ violations: readonly { id: string; nodes: readonly { html: string }[] }[] }>
}

/** Of what it passes it would describe every node, which took longer than to look at them. */
const EVERYTHING = { resultTypes: ['violations'] }
/** In the dark nothing is different but colours. */
const COLOURS = { ...EVERYTHING, runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }

/** A page of a real browser in which this person is signed in. Close its context when it is done with. */
export async function browserOf(
  browser: Browser,
  pages: Pages,
  userName: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const { cookies } = await pages.signedIn(userName)
  const context = await browser.newContext({ baseURL: pages.origin, ...options })
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: pages.origin })))
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return page
}

/** What axe finds wrong and what hangs over the edge, light and dark, narrow and wide. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.evaluate(axe)
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    if (
      await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    )
      faults.push(`${width}: hangs over the edge`)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const violations = await page.evaluate(
        async (options) => (await (globalThis as unknown as { axe: Axe }).axe.run(options)).violations,
        colorScheme === 'light' ? EVERYTHING : COLOURS,
      )
      faults.push(
        ...violations.map(
          ({ id, nodes }) => `${width} ${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
        ),
      )
    }
  }
  return faults
}
