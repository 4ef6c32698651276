import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { enterScreenshotScene } from '../test/end-to-end/scene.ts'
import { launchBrowser } from './browser.ts'
import { makeCallsScreenshots } from './calls-screenshots.ts'
import { makeExtensionScreenshots } from './extension-screenshots.ts'
import { makePhorgeScreenshots } from './phorge-screenshots.ts'
import { makeProposalScreenshots } from './proposal-screenshots.ts'
import { makeRulesScreenshots } from './rules-screenshots.ts'
import { makeSecondFactorScreenshots } from './second-factor-screenshots.ts'
import { startDemo } from './start-demo.ts'
import { makeTokenScreenshots } from './token-screenshots.ts'

/** Makes the README's pictures from the running demo: one error with an open task, one with a closed one. */
export async function makeScreenshots(directory: string): Promise<string[]> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-screenshots-'))
  const demo = await startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'silent' })
  const browser = await launchBrowser()
  try {
    const page = await enterScreenshotScene(browser, demo)
    const files: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const path = join(directory, colorScheme === 'light' ? 'error-viewer.png' : 'error-viewer-dark.png')
      await page.screenshot({ path, animations: 'disabled' })
      files.push(path)
    }
    return files
  } finally {
    await browser.close()
    await demo.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const images = join(import.meta.dirname, '../docs/images')
  const { values } = parseArgs({ options: { directory: { type: 'string', default: images } } })
  for (const file of await makeScreenshots(values.directory)) console.log(file)
  for (const file of await makeExtensionScreenshots(values.directory)) console.log(file)
  for (const file of await makeProposalScreenshots(values.directory)) console.log(file)
  for (const file of await makeRulesScreenshots(values.directory)) console.log(file)
  for (const file of await makePhorgeScreenshots(values.directory)) console.log(file)
  for (const file of await makeSecondFactorScreenshots(values.directory)) console.log(file)
  for (const file of await makeCallsScreenshots(values.directory)) console.log(file)
  for (const file of await makeTokenScreenshots(values.directory)) console.log(file)
}
