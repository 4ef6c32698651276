import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { growApplication } from '../test/gateway/applications/growing-application.ts'
import { startProposals } from '../test/gateway/applications/scene.ts'
import { browserOf } from '../test/gateway/pages/browser-under-test.ts'
import { launchBrowser } from './browser.ts'

/** Makes the pictures of docs/applications.md, by day and by night, wide and narrow: a proposal with its difference. */
export async function makeProposalScreenshots(directory: string): Promise<string[]> {
  const proposals = await startProposals()
  const browser = await launchBrowser()
  try {
    const path = await growApplication(proposals)
    const page = await browserOf(browser, proposals, 'admin')
    const files: string[] = []
    for (const [name, width, height] of [
      ['proposal', 1000, 1400],
      ['proposal-narrow', 400, 1650],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.goto(path)
      await page.getByRole('checkbox', { name: 'maniphest.edit:view' }).uncheck()
      await page.getByLabel('Reason').fill('Who sees a task is for people to say.')
      await page.getByRole('heading', { level: 1 }).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const file = join(directory, `${name}${colorScheme === 'light' ? '' : '-dark'}.png`)
        await page.screenshot({ path: file, animations: 'disabled' })
        files.push(file)
      }
    }
    return files
  } finally {
    await browser.close()
    await proposals.close()
  }
}

if (import.meta.main) {
  const images = join(import.meta.dirname, '../docs/images')
  const { values } = parseArgs({ options: { directory: { type: 'string', default: images } } })
  for (const file of await makeProposalScreenshots(values.directory)) console.log(file)
}
