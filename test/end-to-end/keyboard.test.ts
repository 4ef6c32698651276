import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { Keyboard } from './keyboard.ts'
import { errorRow, type Person, personAt } from './people.ts'

const BUG = "reading 'map'"

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-keyboard-'))
let demo: RunningDemo
let browser: Browser
let rjkaplan: Person
let keyboard: Keyboard

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'silent' }),
    launchBrowser(),
  ])
  rjkaplan = await personAt(browser, 'rjkaplan')
  keyboard = await Keyboard.at(rjkaplan.page)
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('with the keyboard alone', () => {
  it('signs in, and unticks one thing', async () => {
    const { page, userName, password } = rjkaplan
    await page.goto(demo.errorViewer.url)
    await errorRow(rjkaplan, BUG).waitFor()
    await keyboard.tabTo('link', /^Sign in$/)
    await keyboard.press('Enter')

    await page.getByLabel('User name').waitFor()
    expect(await keyboard.focus()).toEqual({ role: 'textbox', name: 'User name' })
    await keyboard.type(userName)
    await keyboard.tabTo('textbox', /^Password$/)
    await keyboard.type(password)
    await keyboard.press('Enter')

    await page.getByRole('heading', { name: 'to act for you?' }).waitFor()
    await keyboard.tabTo('checkbox', /Comment on tasks/)
    await keyboard.press('Space')
    expect(await page.getByRole('checkbox', { name: 'Comment on tasks' }).isChecked()).toBe(false)
    await keyboard.tabTo('button', /^Allow$/)
    await keyboard.press('Enter')
    await page.getByRole('banner').getByText(userName).waitFor()
  })

  it('creates a task in a dialog that holds the focus, and comes out at the task', async () => {
    await errorRow(rjkaplan, BUG).waitFor()
    await keyboard.tabTo('link', /reading 'map'/)
    await keyboard.tabTo('button', /^Create task$/)
    await keyboard.press('Enter')
    await focusIsOn('textbox', 'Title')
    const stops = await keyboard.roundOfDialog()
    expect(stops).toEqual(
      expect.arrayContaining([
        'button "Dismiss"',
        'textbox "Title"',
        'button "Cancel"',
        'button "Create task"',
      ]),
    )

    await keyboard.tabTo('combobox', /^Projects$/)
    await keyboard.type('back')
    await rjkaplan.page.getByRole('option', { name: /Backend/ }).waitFor()
    await keyboard.press('Enter')
    await rjkaplan.page.getByRole('button', { name: 'Remove Backend' }).waitFor()
    await keyboard.tabTo('button', /^Create task$/)
    await keyboard.press('Enter')
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
    await focusIsOn('link', 'T1 Open')
  })

  it('leaves a dialog by Escape, and is back where it was opened', async () => {
    await keyboard.tabTo('button', /^Close task$/)
    await keyboard.press('Enter')
    await rjkaplan.page.getByRole('dialog', { name: 'Close T1' }).waitFor()
    await keyboard.press('Escape')
    await focusIsOn('button', 'Close task')
  })

  it('closes the task with another status', async () => {
    await keyboard.press('Enter')
    await focusIsOn('radio', 'Resolved')
    await keyboard.press('ArrowDown')
    await focusIsOn('radio', 'Wontfix')
    await keyboard.tabTo('button', /^Close as Wontfix$/)
    await keyboard.press('Enter')
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Wontfix' }).waitFor()
    await focusIsOn('link', 'T1 Wontfix')
  })

  it('reopens it, and the focus stays at the task', async () => {
    await keyboard.tabTo('button', /^Reopen task$/)
    await keyboard.press('Enter')
    await errorRow(rjkaplan, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
    await focusIsOn('link', 'T1 Open')
  })
})

async function focusIsOn(role: string, name: string): Promise<void> {
  await expect.poll(() => keyboard.focus()).toMatchObject({ role, name: expect.stringContaining(name) })
  expect(await keyboard.isSeen()).toBe(true)
}
