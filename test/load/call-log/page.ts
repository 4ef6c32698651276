import type { Page } from 'playwright-core'
import { launchBrowser } from '../../../scripts/browser.ts'

const TIMES = 9

export interface Paint {
  readonly name: string
  /** Milliseconds from the click to the first paint of what it leads to: the median. */
  readonly milliseconds: number
}

const filters: readonly (readonly [name: string, fields: Readonly<Record<string, string>>])[] = [
  ['the page', {}],
  ['filter: a person', { Person: 'angie' }],
  ['filter: a person and a method', { Person: 'rjkaplan', Method: 'maniphest.edit' }],
  ['filter: a pattern', { Method: '*.edit' }],
  ['filter: a method of which there are five', { Method: 'paste.*' }],
  ['filter: a method that nobody called', { Method: 'file.upload' }],
]

/** How long it takes Chromium to show the administrator's page, and what its filter finds. */
export async function measurePaint(url: string, session: string): Promise<Paint[]> {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    await context.addCookies([{ name: 'gateway_session', value: session, url }])
    const page = await context.newPage()
    const paints: Paint[] = []
    for (const [name, fields] of filters) {
      const times: number[] = []
      for (let time = 0; time < TIMES; time++) times.push(await show(page, url, fields))
      paints.push({ name, milliseconds: times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN })
    }
    return paints
  } finally {
    await browser.close()
  }
}

async function show(page: Page, url: string, fields: Readonly<Record<string, string>>): Promise<number> {
  await page.goto(`${url}/gateway/admin/calls/`)
  if (Object.keys(fields).length > 0) {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/\?/)
  }
  return page.evaluate(async () => {
    const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime
    while (painted() === undefined) await new Promise(requestAnimationFrame)
    return painted() ?? Number.NaN
  })
}
