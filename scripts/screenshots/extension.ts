import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Inside } from '../../test/extension/inside.ts'
import { enterScene, type Scene } from '../../test/extension/scene.ts'
import { pictures } from './pictures.ts'

const errors = [
  {
    key: 'cart',
    title: 'TypeError: cart is undefined',
    description: 'at checkout (cart.ts:12)\nat main (app.ts:1)',
  },
  { key: 'rate', title: 'RangeError: no such shipping rate' },
  { key: 'mail', title: 'Error: connection to mail.example.com refused' },
]

const LOOK = `<meta name="color-scheme" content="light dark"><style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 28px }
  h1 { font-size: 22px }
  ul { padding: 0; list-style: none }
  li { padding: 10px 0; border-top: 1px solid light-dark(#ddd, #333) }
</style>`

/** The extension: chips and card on an error page, popup, options. */
export async function pictureExtension(directory: string): Promise<string[]> {
  const scene = await enterScene({ errors, collection: 'errors.example.com' })
  const { site, extension } = scene
  site.headers = {}
  site.html = site.html.replace('<title>', `${LOOK}<title>`)
  const files: string[] = []
  const picture = async (page: Page, name: string) =>
    void files.push(...(await pictures(page, join(directory, name))))
  try {
    const page = await extension.context.newPage()
    await page.setViewportSize({ width: 820, height: 600 })
    await page.goto(site.url)
    await makeTasks(page)
    await picture(page, 'extension')

    const popup = await ownPage(scene, `popup/popup.html?tab=${await extension.tabAt(site.url)}`)
    await popup.getByText('T2 Resolved').waitFor()
    await popup.setViewportSize({ width: 400, height: 450 })
    await picture(popup, 'extension-popup')

    const options = await ownPage(scene, 'options/options.html')
    await options.setViewportSize({ width: 720, height: 760 })
    await picture(options, 'extension-options')
    return files
  } finally {
    await scene.close()
  }
}

/** One task that is resolved, whose card stays open, and one that is open. */
async function makeTasks(page: Page): Promise<void> {
  const inside = await Inside.of(page)
  for (const [name, isClosed] of [
    ['Error: connection', false],
    ['RangeError', true],
  ] as const) {
    await inside.key('button', new RegExp(`^Create task: ${name}`))
    await inside.find('textbox', 'Title')
    await inside.key('button', 'Create task')
    await inside.find('button', 'Close task')
    if (isClosed) {
      await inside.fill('Comment', 'Rates of the new carrier are loaded since r123.')
      await inside.key('button', 'Close task')
      await inside.find('button', 'Reopen task')
    }
    if (!isClosed) await page.keyboard.press('Escape')
  }
}

/** A page of the extension, with the addresses that a reader would have. */
async function ownPage({ extension, site, gateway }: Scene, path: string): Promise<Page> {
  const page = await extension.open(`src/${path}`)
  await page.getByText('Signed in as rjkaplan').first().waitFor()
  const hosts = [
    [new URL(site.url).host, 'errors.example.com'],
    [new URL(gateway.url).host, 'phorge.example.com'],
  ] as const
  await page.evaluate((hosts) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { currentNode: text } = texts
      for (const [from, to] of hosts) text.nodeValue = text.nodeValue?.replace(from, to) ?? ''
    }
  }, hosts)
  return page
}
