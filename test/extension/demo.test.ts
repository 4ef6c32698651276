import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoBrowser, openWithExtension } from '../../scripts/demo-extension.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { Inside } from './inside.ts'

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-demo-extension-'))
let demo: RunningDemo
let browser: DemoBrowser

beforeAll(async () => {
  demo = await startDemo({ dataDirectory, port: 0, sampleProgram: true, plain: true, logLevel: 'silent' })
  browser = await openWithExtension(demo, dataDirectory)
})
afterAll(async () => {
  await browser?.close()
  await demo?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

test('on the plain error viewer, which has no buttons, the extension alone gives every error one', async () => {
  const { page } = browser
  await page.getByRole('article').first().waitFor()
  expect(await page.getByRole('group', { name: 'Task' }).count()).toBe(0)
  const inside = await Inside.of(page)
  await inside.key('button', /^Sign in to see tasks: /)
  const [window] = await Promise.all([page.context().waitForEvent('page'), inside.key('button', 'Sign in')])
  await window.getByLabel('User name').fill('rjkaplan')
  await window.getByLabel('Password').fill('correct-horse')
  await window.getByRole('button', { name: 'Sign in' }).click()
  await window.getByRole('button', { name: 'Allow', exact: true }).click()
  await inside.find('textbox', 'Title')
  await inside.key('button', 'Create task')
  await inside.find('StaticText', 'T1 was created.')
  await page.keyboard.press('Escape')
  await inside.find('button', /^T1 Open: /)
})
