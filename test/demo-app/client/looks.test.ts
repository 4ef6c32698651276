import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PageUnderTest, startPageUnderTest } from './browser-page.ts'
import { faintTexts } from './contrast.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await startPageUnderTest()
}, 60_000)
afterAll(() => under.close())

const sidewaysOverflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test('every text of the pages and of a dialog reaches 4.5:1', async () => {
    const { page } = await under.open('/', { colorScheme })
    await page.getByRole('link', { name: 'T7 Open' }).waitFor()
    expect(await faintTexts(page)).toEqual([])
    await page.getByRole('button', { name: 'Close task' }).click()
    await page.getByRole('radio', { name: 'Resolved' }).waitFor()
    expect(await faintTexts(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'PaymentDeclined' }).click()
    await page.getByText('Cart cannot be read').waitFor()
    expect(await faintTexts(page)).toEqual([])
  })
})

test('nothing is cut off at 360 pixels', async () => {
  const { page } = await under.open('/', { viewport: { width: 360, height: 700 } })
  await page.getByRole('link', { name: 'T7 Open' }).waitFor()
  expect(await sidewaysOverflow(page)).toBe(0)
  await page.getByRole('article').first().getByRole('button', { name: 'Create task' }).click()
  await page.getByLabel('Title').waitFor()
  expect(await sidewaysOverflow(page)).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'TypeError' }).click()
  await page.getByRole('heading', { name: 'Stack' }).waitFor()
  expect(await sidewaysOverflow(page)).toBe(0)
})

test('an error’s page shows its own code at once, folds libraries away, and has the same task buttons', async () => {
  const { page, complaints } = await under.open('/errors/2')
  await page.getByRole('heading', { level: 1, name: 'PaymentDeclined' }).waitFor()
  expect(await page.title()).toContain('PaymentDeclined')
  expect(await page.getByText('for (const item of cart.items)').isVisible()).toBe(true)
  expect(await page.getByText('Route.dispatch').isVisible()).toBe(false)
  await page.getByText('3 library frames').click()
  expect(await page.getByText('Route.dispatch').isVisible()).toBe(true)
  const article = page.getByRole('article', { name: 'PaymentDeclined' })
  await article.getByRole('button', { name: 'Close task' }).click()
  await page.getByRole('button', { name: 'Close as Resolved' }).click()
  await article.getByRole('link', { name: 'T7 Resolved' }).waitFor()
  expect(complaints).toEqual([])
})

test('an error that does not exist is told apart from a server that is down', async () => {
  const { page } = await under.open('/errors/404')
  await page.getByRole('heading', { name: 'There is no such error' }).waitFor()
})
