import type { Browser, Page } from 'playwright-core'
import type { RunningDemo } from '../../scripts/start-demo.ts'
import { errorRow, personAt, signIn } from './people.ts'

/** Signs rjkaplan in, and gives one error an open task and another one a closed one. */
export async function enterScreenshotScene(browser: Browser, demo: RunningDemo): Promise<Page> {
  const rjkaplan = await personAt(browser, 'rjkaplan')
  const { page } = rjkaplan
  await page.setViewportSize({ width: 1200, height: 760 })
  await signIn(rjkaplan, demo)

  const [first, second] = ["reading 'map'", 'No carrier goes to'].map((words) =>
    errorRow(rjkaplan, words).first(),
  )
  for (const row of [first, second]) {
    await row?.getByRole('button', { name: 'Create task' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create task' }).click()
    await row?.getByRole('link', { name: /T\d+ Open/ }).waitFor()
  }
  await second?.getByRole('button', { name: 'Close task' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Close as/ })
    .click()
  await second?.getByRole('link', { name: /T\d+ Resolved/ }).waitFor()

  const notices = page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Dismiss' })
  while ((await notices.count()) > 0) await notices.first().click()
  await page.mouse.move(0, 0)
  return page
}
