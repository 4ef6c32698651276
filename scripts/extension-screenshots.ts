import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Inside } from '../test/extension/inside.ts'
import { enterScene } from '../test/extension/scene.ts'

const errors = [
  {
    key: 'cart',
    title: 'TypeError: cart is undefined',
    description: 'at checkout (cart.ts:12)\nat main (app.ts:1)',
  },
  { key: 'rate', title: 'RangeError: no such shipping rate' },
  { key: 'mail', title: 'Error: connection to mail.example.com refused' },
]

/** Makes the pictures of docs/extension.md: chips and card on an error page, by day and by night. */
export async function makeExtensionScreenshots(directory: string): Promise<string[]> {
  const scene = await enterScene({ errors })
  const { site, extension } = scene
  site.headers = {}
  site.html = site.html.replace(
    '<title>',
    '<meta name="color-scheme" content="light dark"><style>body{font:15px/1.5 system-ui;margin:24px}li{padding:8px 0}</style><title>',
  )
  try {
    const page = await extension.context.newPage()
    await page.setViewportSize({ width: 820, height: 620 })
    await page.goto(site.url)
    const inside = await Inside.of(page)
    for (const [name, isClosed] of [
      ['RangeError', true],
      ['Error: connection', false],
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
      await page.keyboard.press('Escape')
    }
    await inside.key('button', /^T1 Resolved/)
    await inside.find('button', 'Reopen task')
    const files: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const path = join(directory, colorScheme === 'light' ? 'extension.png' : 'extension-dark.png')
      await page.screenshot({ path, animations: 'disabled' })
      files.push(path)
    }
    return files
  } finally {
    await scene.close()
  }
}

if (import.meta.main) {
  const images = join(import.meta.dirname, '../docs/images')
  const { values } = parseArgs({ options: { directory: { type: 'string', default: images } } })
  for (const file of await makeExtensionScreenshots(values.directory)) console.log(file)
}
