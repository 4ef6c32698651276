import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PageUnderTest, startPageUnderTest } from './browser-page.ts'
import { sample } from './samples.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await startPageUnderTest()
}, 60_000)
afterAll(() => under.close())

test('each error shows its task in words, with the buttons that its state allows', async () => {
  const { page, complaints } = await under.open()
  const rowOf = (name: string) => page.getByRole('article', { name })
  const buttonsOf = async (name: string) =>
    rowOf(name)
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))

  await rowOf('PaymentDeclined').getByRole('link', { name: 'T7 Open' }).waitFor()
  expect(await buttonsOf('TypeError')).toEqual(['Create task', 'Link task'])
  expect(await buttonsOf('PaymentDeclined')).toEqual(['Close task', 'Unlink task'])
  expect(await rowOf('ConnectionError').getByRole('link', { name: 'T5 Resolved' }).count()).toBe(1)
  expect(await buttonsOf('ConnectionError')).toEqual(['Reopen task', 'Unlink task'])
  expect(await rowOf('RangeError').getByText('T3 Not visible').count()).toBe(1)
  expect(await rowOf('TimeoutError').getByText('T9 Unknown').count()).toBe(1)
  expect(await buttonsOf('TimeoutError')).toEqual(['Retry'])
  expect(await rowOf('DeprecationNotice').getByText('Creating…').count()).toBe(1)
  expect(complaints).toEqual([])
})

test('a new error flows in while a row keeps the focus and an open dialog stays', async () => {
  const { page, viewer } = await under.open('/', { stopClock: true })
  const button = page.getByRole('article', { name: 'TypeError' }).getByRole('button', { name: 'Create task' })
  await button.focus()
  viewer.errors = [sample(99, 'KeyError', 'no such key', 'get in src/map.ts', 'error', 1), ...viewer.errors]
  await page.clock.runFor(10_100)
  await page.getByRole('article', { name: 'KeyError: no such key' }).waitFor()
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)

  await button.press('Enter')
  await page.getByLabel('Title').fill('What I type')
  viewer.errors = [sample(98, 'OtherError', 'else', 'x in src/x.ts', 'error', 1), ...viewer.errors]
  await page.clock.runFor(10_100)
  await page.locator('article[aria-label="OtherError: else"]').waitFor()
  expect(await page.getByLabel('Title').inputValue()).toBe('What I type')
})

test('a task that somebody else closed shows so by itself', async () => {
  const { page, viewer } = await under.open('/', { stopClock: true })
  await page.getByRole('link', { name: 'T7 Open' }).waitFor()
  const task = viewer.tasks.get(2)
  if (task?.kind !== 'open') throw new Error('the sample has changed')
  viewer.tasks.set(2, { ...task, kind: 'closed', status: { value: 'invalid', name: 'Invalid' } })
  await page.clock.runFor(10_100)
  await page.getByRole('link', { name: 'T7 Invalid' }).waitFor()
})

test('search and level narrow the list, stand in the address and survive Back', async () => {
  const { page } = await under.open()
  await page.getByRole('searchbox', { name: 'Search errors' }).fill('timeout')
  await page.waitForURL('**/?query=timeout')
  await page.getByRole('article', { name: 'TypeError' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'TimeoutError' }).click()
  await page.getByRole('heading', { name: 'Stack' }).waitFor()
  await page.goBack()
  expect(await page.getByRole('article').count()).toBe(1)
  await page.getByRole('combobox', { name: 'Level' }).selectOption('fatal')
  await page.getByText('No error matches').waitFor()
})

test('the next page of errors is loaded on demand', async () => {
  const { page } = await under.open('/', { before: (viewer) => Object.assign(viewer, { pageSize: 4 }) })
  await page.getByText('4 of 7').waitFor()
  await page.getByRole('button', { name: 'Load more' }).click()
  await page.getByRole('article').nth(6).waitFor()
  expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0)
})

test('an empty list says how to send errors', async () => {
  const { page, viewer } = await under.open('/', {
    before: (viewer) => Object.assign(viewer, { errors: [] }),
  })
  const dsn = `${viewer.url.replace('//', '//0123456789abcdef@')}/1`
  await page.getByText(dsn, { exact: true }).waitFor()
})

test('a server that is down is told, keeps what was known on screen, and Retry brings it back', async () => {
  const { page, viewer } = await under.open('/', { stopClock: true })
  await page.getByRole('article').first().waitFor()
  viewer.down = true
  await page.clock.runFor(10_100)
  await page.getByRole('alert').filter({ hasText: 'What you see is what was last known.' }).waitFor()
  expect(await page.getByRole('article').count()).toBe(7)
  await page.getByRole('button', { name: 'Retry' }).first().click()
  await page
    .getByRole('region', { name: 'Errors', exact: true })
    .and(page.locator('[aria-busy=false]'))
    .waitFor()
  expect(await page.getByRole('article').count()).toBe(7)
  viewer.down = false
  await page.getByRole('button', { name: 'Retry' }).first().click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

test('signed out, errors can be read and the way in is offered', async () => {
  const { page } = await under.open('/?sign_in=denied', {
    before: (viewer) => Object.assign(viewer, { signedIn: false }),
  })
  await page.getByText('You did not allow the error viewer to act for you').waitFor()
  expect(new URL(page.url()).search).toBe('')
  const row = page.getByRole('article', { name: 'PaymentDeclined' })
  await row.getByRole('link', { name: 'Sign in to see it' }).waitFor()
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
  await page.getByText('rjkaplan').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
})

test('the browser extension is told which element is which error, and where its chip goes', async () => {
  const { page } = await under.open()
  const row = page.getByRole('article', { name: 'PaymentDeclined' })
  await row.waitFor()
  const marks = (element: Element) => ({ ...(element as HTMLElement).dataset })
  const inList = await row.evaluate(marks)
  expect(inList).toMatchObject({ conduitKey: 'error-2', conduitLink: '/errors/2' })
  expect(inList.conduitTitle).toMatch(/^PaymentDeclined: /)
  expect(await row.locator('[data-conduit-chip]').count()).toBe(1)

  await row.getByRole('link', { name: 'PaymentDeclined' }).click()
  const article = page.locator('article.error')
  await article.waitFor()
  const onPage = await article.evaluate(marks)
  expect(onPage).toMatchObject({ conduitKey: inList.conduitKey, conduitTitle: inList.conduitTitle })
  expect(onPage.conduitDescription).toContain('\n    at ')
  expect(await article.locator('[data-conduit-chip]').count()).toBe(1)
})
