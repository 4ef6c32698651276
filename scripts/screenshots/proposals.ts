import { join } from 'node:path'
import { growApplication } from '../../test/gateway/applications/growing-application.ts'
import { startProposals } from '../../test/gateway/applications/scene.ts'
import { browserOf } from '../../test/gateway/pages/browser-under-test.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

/** A proposal with its difference, wide and narrow. */
export async function pictureProposals(directory: string): Promise<string[]> {
  return onStage(startProposals, async (browser, proposals) => {
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
      files.push(...(await pictures(page, join(directory, name))))
    }
    return files
  })
}
