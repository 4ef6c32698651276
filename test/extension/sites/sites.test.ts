import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from '../../documentation/code-blocks.ts'
import { type BrowserSites, type Seen, startBrowserSites } from './browser-sites.ts'
import { occurrences, SECRET } from './fixture.ts'
import { fixtures } from './fixtures/fixtures.ts'
import { ordinaryPages } from './fixtures/ordinary.ts'
import { HUGE, hostileMarkup, hostilePages } from './hostile.ts'

declare const sites: typeof import('../../../extension/src/sites/sites.ts')

const root = join(import.meta.dirname, '../../..')

let browser: BrowserSites

beforeAll(async () => {
  browser = await startBrowserSites()
})

afterAll(() => browser?.close())

describe.each(fixtures)('on $page', ({ site, path, html, errors }) => {
  let first: Seen
  let anchored: readonly boolean[]
  let withChips: Seen
  let second: Seen

  beforeAll(async () => {
    const opened = await browser.open(html(occurrences[0]), path)
    first = await opened.see()
    anchored = await opened.placeChips(errors.map(({ anchor }) => anchor))
    withChips = await opened.see()
    second = await (await browser.open(html(occurrences[1]), path)).see()
  })

  it('finds the errors', () => {
    expect(first.site).toBe(site)
    expect(first.errors.map(({ key: _, ...error }) => error)).toEqual(
      errors.map(({ anchor: _, ...error }) => error),
    )
  })

  it('is taken for its own by no other site', () => {
    // Tomcat's page for an exception has a status as well, and less to say about it.
    expect(first.candidates.filter((name) => name !== 'server-error' || site === name)).toEqual([site])
  })

  it('says where their chips go', () => {
    expect(anchored).toEqual(errors.map(() => true))
  })

  it('finds the same when the chips are there', () => {
    expect(withChips).toEqual(first)
  })

  it('knows them again the next time, on another machine', () => {
    expect(second.errors.map(({ key }) => key)).toEqual(first.errors.map(({ key }) => key))
  })

  it('carries nothing into a task that is nobody else’s business', () => {
    expect(JSON.stringify([first, second])).not.toContain(SECRET)
  })
})

describe('on a page without an error', () => {
  it.each(ordinaryPages)('%s: finds none', async (_, html) => {
    const { errors } = await (await browser.open(html)).see()
    expect(errors).toEqual([])
  })
})

describe('different errors', () => {
  it('have different keys', async () => {
    const page = ({ title, file }: { title: string; file: string }) =>
      `<br><b>Fatal error</b>: ${title} in <b>/srv/shop/${file}</b> on line <b>3</b><br>`
    const pages = [
      { title: 'Out of memory', file: 'cart/pay.php' },
      { title: 'Out of memory', file: 'cart/list.php' },
      { title: 'Out of disk', file: 'cart/pay.php' },
    ].map(page)
    const keys = []
    for (const html of pages)
      keys.push(...(await (await browser.open(html)).see()).errors.map(({ key }) => key))
    expect(new Set(keys).size).toBe(3)
  })
})

describe('a hostile page', () => {
  const huge = 'x'.repeat(HUGE)

  it('gets neither odd keys nor odd links nor long texts out of its markup', async () => {
    const { errors } = await (await browser.open(hostileMarkup(huge))).see()
    const cut = (limit: number) => `${'x'.repeat(limit - 1)}…`
    expect(errors).toEqual([
      { key: 'title', title: cut(255), description: cut(10_000) },
      { key: 'markup', title: '<img src=x onerror=alert(1)>' },
      ...['script', 'data', 'password', 'address', 'broken', 'project', 'projects'].map((key) => ({
        key,
        title: key,
      })),
    ])
  })

  it.each(hostilePages(huge))('of %s is read within bounds', async (_, html) => {
    const opened = await browser.open(html)
    const { errors } = await opened.see()
    const times = await opened.page.evaluate(() =>
      Array.from({ length: 3 }, () => {
        const start = performance.now()
        for (const site of sites.sites.filter(({ appliesTo }) => appliesTo(document))) {
          for (const _ of site.findErrors(document));
        }
        return performance.now() - start
      }),
    )
    expect(Math.min(...times)).toBeLessThan(100)
    for (const { key, title, description = '' } of errors) {
      expect(key.length).toBeLessThan(50)
      expect(title.length).toBeLessThanOrEqual(255)
      expect(description.length).toBeLessThanOrEqual(10_000)
    }
  })
})

describe('the documentation', () => {
  const documentation = (file: string) => codeBlocks(join(root, 'docs', file))
  const marked = documentation('error-pages.md')

  it.each(marked.filter(({ language }) => language === 'html'))(
    'shows at $file:$line what is found',
    async (block) => {
      const expected = marked[marked.indexOf(block) + 1]
      expect(expected?.language, 'an html block is followed by a json block with what is found').toBe('json')
      const { errors } = await (await browser.open(block.text)).see()
      expect(errors).toEqual(JSON.parse(expected?.text ?? ''))
    },
  )

  it('shows an adapter and its fixture as they are', () => {
    const shown = documentation('site-adapters.md').filter(({ language }) => language === 'typescript')
    const files = ['extension/src/sites/express.ts', 'test/extension/sites/fixtures/express.ts']
    expect(shown.map(({ text }) => text)).toEqual(files.map((file) => readFileSync(join(root, file), 'utf8')))
  })

  it('names every site', () => {
    const table = readFileSync(join(root, 'docs/site-adapters.md'), 'utf8')
    for (const name of new Set(fixtures.map(({ site }) => site))) expect(table).toContain(`\`${name}.ts\``)
  })
})

describe('the content script', () => {
  it('carries all sites in six and a half kibibytes', () => {
    expect(gzipSync(browser.code, { level: 9 }).length).toBeLessThan(6.5 * 1024)
  })

  it('asks a large page without errors in less than a millisecond', async () => {
    const rows = '<tr><td class="a"><b>Name</b><td><a href="/x">link</a><td><span>text</span></tr>'.repeat(
      3_000,
    )
    const { page } = await browser.open(`<title>Accounts</title><table>${rows}</table>`)
    const median = await page.evaluate(() => {
      const times = Array.from({ length: 51 }, () => {
        // Chromium remembers what it found until the page changes.
        document.body.append(document.createElement('p'))
        const start = performance.now()
        if (sites.sites.some(({ appliesTo }) => appliesTo(document)))
          throw new Error('there is no error here')
        return performance.now() - start
      })
      return times.sort((a, b) => a - b)[25]
    })
    expect(median).toBeLessThan(1)
  })
})
