import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Inside } from './inside.ts'
import { enterScene, type Scene } from './scene.ts'

let scene: Scene
let axe: string

/** Every text of ours is between brackets and longer than it is: what is not was never translated. */
async function pseudoLocale(folder: string): Promise<void> {
  const file = join(folder, '_locales/en/messages.json')
  const messages: Record<string, { message: string }> = JSON.parse(await readFile(file, 'utf8'))
  for (const entry of Object.values(messages)) entry.message = `⟦${entry.message} ~~~~~⟧`
  await writeFile(file, JSON.stringify(messages))
}

/** axe sees into open shadow roots only. */
async function openRoots(folder: string): Promise<void> {
  for (const name of ['src/content/content.iife.js', 'src/card/card.iife.js']) {
    const file = join(folder, name)
    const script = await readFile(file, 'utf8')
    expect(script).toMatch(/mode:[`"']closed[`"']/)
    await writeFile(file, script.replace(/mode:[`"']closed[`"']/, 'mode:"open"'))
  }
}

beforeAll(async () => {
  scene = await enterScene({
    errors: [
      { key: 'a', title: '1' },
      { key: 'b', title: '2' },
    ],
    collection: '1',
    prepare: async (folder) => {
      await pseudoLocale(folder)
      await openRoots(folder)
    },
  })
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})
afterAll(() => scene?.close())

/** What axe finds wrong, in both colour schemes. */
async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const violations = await page.evaluate(
      async (options) => (await (globalThis as unknown as { axe: Axe }).axe.run(options)).violations,
      { resultTypes: ['violations'] },
    )
    faults.push(
      ...violations.map(
        ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      ),
    )
  }
  return faults
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

/** Texts of the page that are neither ours in translation nor data. */
function untranslated(texts: readonly string[]): string[] {
  const data =
    /^\.? ?(⟦[^⟧]*⟧\s*)+$|^[\s\d.×→:#]*$|localhost|^https?:|^chrome-extension:|^[12]$|rjkaplan|Errors|^T\d+$|Alt\+Shift|^\{\{description\}\}$|^(Unbreak Now!|Needs Triage|High|Normal|Low|Wishlist)$/
  return texts.map((text) => text.trim()).filter((text) => text !== '' && !data.test(text))
}

async function textsOf(page: Page): Promise<string[]> {
  const inside = await Inside.of(page)
  const roles = ['StaticText', 'button', 'textbox', 'combobox', 'heading', 'link', 'dialog', 'option']
  return (await Promise.all(roles.map((role) => inside.names(role)))).flat()
}

test.each(['welcome', 'options', 'popup'])(
  'the %s page has no fault that axe knows, and no text that is not translated',
  async (name) => {
    const page = await scene.extension.open(
      `src/${name}/${name}.html${name === 'popup' ? `?tab=${await tabOf(scene.site.url)}` : ''}`,
    )
    await page.setViewportSize({ width: 480, height: 900 })
    await page.getByText('rjkaplan').first().waitFor()
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await faultsOf(page)).toEqual([])
    expect(untranslated(await textsOf(page))).toEqual([])
    expect(await overflow(page)).toBe(0)
    await page.close()
  },
)

test('chips and card have no fault that axe knows, and no text that is not translated', async () => {
  const page = await scene.extension.context.newPage()
  await page.setViewportSize({ width: 480, height: 900 })
  await page.goto(scene.site.url)
  const inside = await Inside.of(page)
  await inside.key('button', /Create task .*: 1$/)
  await inside.find('textbox', /Title/)
  expect(await faultsOf(page)).toEqual([])
  expect(untranslated(await textsOf(page))).toEqual([])
  await inside.key('button', /^⟦Create task/)
  await inside.find('button', /Close task/)
  expect(await faultsOf(page)).toEqual([])
  await page.close()
})

/** The tab of a page that stays open. */
async function tabOf(url: string): Promise<number> {
  const page = await scene.extension.context.newPage()
  await page.goto(url)
  return scene.extension.tabAt(url)
}

/** Pixels that the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
