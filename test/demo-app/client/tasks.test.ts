import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreateTaskBody, Refusal } from '../../../demo-app/api.ts'
import { type PageUnderTest, startPageUnderTest } from './browser-page.ts'
import type { FakeViewer } from './fake-api.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await startPageUnderTest()
}, 60_000)
afterAll(() => under.close())

const rowOf = (page: Page, name: string) => page.getByRole('article', { name })
const changes = ({ requests }: FakeViewer) => requests.filter(({ method }) => method !== 'GET')
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )

test('a task is created by keyboard alone, and nothing claims so before the server has answered', async () => {
  const { page, viewer, complaints } = await under.open()
  const row = rowOf(page, 'TypeError')
  await row.getByRole('button', { name: 'Create task' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Create task' })
  await dialog.getByLabel('Title').waitFor()
  expect(await dialog.getByLabel('Description', { exact: true }).last().inputValue()).toContain('at totalOf')
  await dialog.getByRole('tab', { name: 'Write' }).press('ArrowRight')
  expect(await dialog.getByRole('tabpanel').locator('pre').textContent()).toContain('at totalOf')

  const projects = dialog.getByRole('combobox', { name: 'Projects' })
  await projects.pressSequentially('back')
  await dialog.getByRole('option', { name: 'Back Office' }).waitFor()
  await projects.press('ArrowDown')
  await projects.press('Enter')
  await dialog.getByRole('button', { name: 'Remove Back Office' }).waitFor()
  await dialog.getByLabel('Priority').selectOption('high')

  const answer = Promise.withResolvers<void>()
  viewer.hold = answer.promise
  await dialog.getByLabel('Title').press('Enter')
  await dialog.getByRole('button', { name: 'Creating…' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByText('T12').count()).toBe(0)
  answer.resolve()

  await page.getByLabel('Notifications').getByText('T12 created').waitFor()
  await row.getByRole('link', { name: 'T12 Open' }).waitFor()
  await expect.poll(() => focused(page)).toBe('T12 Open')
  const body = changes(viewer)[0]?.body as CreateTaskBody
  expect(body).toMatchObject({ priority: 'high', projects: ['PHID-PROJ-2'] })
  expect(body.title).toBe("TypeError: Cannot read properties of undefined (reading 'items')")
  expect(complaints).toEqual([])
})

test('what was typed outlives a refusal, a closed dialog and a trip to sign-in', async () => {
  const { page, viewer } = await under.open('/?query=TypeError')
  await rowOf(page, 'TypeError').getByRole('button', { name: 'Create task' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create task' })
  await dialog.getByLabel('Title').fill('My own title')
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe('Create task')
  await page.keyboard.press('Enter')
  await dialog.getByText('What you typed before is still here.').waitFor()

  viewer.signedIn = false
  await dialog.getByRole('button', { name: 'Create task' }).click()
  await dialog.getByRole('alert').getByText('Nobody is signed in.').waitFor()
  expect(await dialog.getByLabel('Title').inputValue()).toBe('My own title')
  await dialog.getByRole('link', { name: 'Sign in' }).click()

  // The fake server returns to `/`: the page finds the way back to where the dialog was left.
  await page.waitForURL('**/?query=TypeError')
  expect(await dialog.getByLabel('Title').inputValue()).toBe('My own title')
  await dialog.getByRole('button', { name: 'Create task' }).click()
  await page.getByText('T12 created').waitFor()
  expect(changes(viewer).at(-1)?.body).toMatchObject({ title: 'My own title' })
})

test('a refusal names its remedy: a message for the administrator, or the grant that is missing', async () => {
  const { page, viewer } = await under.open()
  viewer.refuseNext = refusal({ kind: 'ask-administrator', scopes: ['maniphest.edit:create'] })
  await rowOf(page, 'TypeError').getByRole('button', { name: 'Create task' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create task' }).click()
  const message = dialog.getByLabel('Message to your administrator')
  expect(await message.inputValue()).toContain('maniphest.edit:create')
  const inView = (element: Element) => element.getBoundingClientRect().bottom <= innerHeight
  expect(await dialog.getByRole('alert').evaluate(inView)).toBe(true)
  await page.keyboard.press('Escape')

  viewer.granted = ['maniphest.search']
  viewer.refuseNext = refusal({ kind: 'grant', url: '/auth/grant', scopes: ['maniphest.edit:status'] })
  await page.getByRole('button', { name: 'Reopen task' }).click()
  const refused = page.getByRole('dialog', { name: 'T5 was not reopened' })
  await refused.getByText('close and reopen tasks').waitFor()
  await page.getByText('The error viewer may not').waitFor({ state: 'attached' })
  await refused.getByRole('link', { name: 'Grant access' }).click()
  await page.getByRole('button', { name: 'Reopen task' }).click()
  await page.getByText('T5 reopened').waitFor()
})

test('a task is closed with a status of the server’s own and a comment', async () => {
  const { page, viewer } = await under.open()
  await page.getByRole('button', { name: 'Close task' }).click()
  const dialog = page.getByRole('dialog', { name: 'Close T7' })
  expect(await dialog.getByRole('radio', { name: 'Resolved' }).isChecked()).toBe(true)
  await dialog.getByRole('radio', { name: 'Wontfix' }).check()
  await dialog.getByLabel('Comment').fill('not ours')
  await dialog.getByRole('button', { name: 'Close as Wontfix' }).click()
  await page.getByText('T7 closed as Wontfix').waitFor()
  await rowOf(page, 'PaymentDeclined').getByRole('link', { name: 'T7 Wontfix' }).waitFor()
  expect(changes(viewer)[0]?.body).toEqual({ status: 'wontfix', comment: 'not ours' })
})

test('a task is linked by words when the person chooses one, and unlinking can be undone', async () => {
  const { page, viewer } = await under.open()
  const row = rowOf(page, 'TypeError')
  await row.getByRole('button', { name: 'Link task' }).click()
  const dialog = page.getByRole('dialog', { name: 'Link task' })
  await dialog.getByLabel('Task', { exact: true }).fill('checkout')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'T4 Checkout fails for guests' }).click()
  await page.getByText('T4 linked').waitFor()
  await row.getByRole('button', { name: 'Unlink task' }).click()
  await row.getByRole('button', { name: 'Create task' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByRole('link', { name: 'T4 Open' }).waitFor()
  expect(changes(viewer).map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE', 'PUT'])
})

test('a change whose answer is lost is not called done, and the state is asked for', async () => {
  const { page, viewer } = await under.open()
  await page.getByRole('link', { name: 'T5 Resolved' }).waitFor()
  await page.route('**/task/reopen', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Reopen task' }).click()
  await page.getByRole('dialog').getByText('it may or may not have been done').waitFor()
  expect(viewer.tasks.get(3)?.kind).toBe('open')
  await page.keyboard.press('Escape')
  await rowOf(page, 'ConnectionError').getByRole('link', { name: 'T5 Open' }).waitFor()
})

const refusal = (action: Refusal['action']): Refusal => ({
  code: 'scope',
  message: 'This is not allowed.',
  remedy: 'Ask for it.',
  action,
})
