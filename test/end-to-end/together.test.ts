import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'
import { errorRow, type Person, personAt, signIn } from './people.ts'

const BUG = "reading 'map'"
const OTHER_BUG = 'No carrier goes to'
const THIRD_BUG = 'Maximum call stack'

const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-together-'))
let demo: RunningDemo
let browser: Browser
let rjkaplan: Person
let angie: Person

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'silent' }),
    launchBrowser(),
  ])
  rjkaplan = await personAt(browser, 'rjkaplan')
  angie = await personAt(browser, 'angie')
  await Promise.all([signIn(rjkaplan, demo), signIn(angie, demo)])
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

describe('two people at the same errors', () => {
  it('create one task when both click at the same moment, and both see it', async () => {
    const dialogs = await Promise.all([rjkaplan, angie].map((person) => openCreateDialog(person, BUG)))
    await Promise.all(dialogs.map((dialog) => dialog.getByRole('button', { name: 'Create task' }).click()))
    for (const person of [rjkaplan, angie]) {
      await errorRow(person, BUG).getByRole('link', { name: 'T1 Open' }).waitFor()
      // Whoever came second may have been told so in the dialog.
      await person.page.keyboard.press('Escape')
    }
    await rjkaplan.page.goto(`${demo.gateway.url}/maniphest/?status=all`)
    await rjkaplan.page.getByRole('link', { name: /^T1 / }).waitFor()
    expect(await rjkaplan.page.getByRole('link', { name: /^T\d+ / }).count()).toBe(1)
    await rjkaplan.page.goto(demo.errorViewer.url)
  })

  it('tell the one who comes second that there is a task already, and show it', async () => {
    const late = await openCreateDialog(angie, THIRD_BUG)
    const dialog = await openCreateDialog(rjkaplan, THIRD_BUG)
    await dialog.getByRole('button', { name: 'Create task' }).click()
    await errorRow(rjkaplan, THIRD_BUG).getByRole('link', { name: 'T2 Open' }).waitFor()

    await late.getByRole('button', { name: 'Create task' }).click()
    await late.getByRole('alert').getByText('T2').waitFor()
    await angie.page.keyboard.press('Escape')
    await errorRow(angie, THIRD_BUG).getByRole('link', { name: 'T2 Open' }).waitFor()
  })

  it.each([
    ['its name', () => 'T1'],
    ['its address', () => `${demo.gateway.url}/T1`],
    ['words of its title, when only one open task has them', () => 'properties of undefined'],
  ])('link it to another error by %s, unlink it, and undo that', async (_what, reference) => {
    const row = errorRow(rjkaplan, OTHER_BUG)
    await row.getByRole('button', { name: 'Link task' }).click()
    const dialog = rjkaplan.page.getByRole('dialog', { name: 'Link task' })
    await dialog.getByLabel('Task').fill(reference())
    await dialog.getByRole('button', { name: 'Link task' }).click()
    await row.getByRole('link', { name: 'T1 Open' }).waitFor()

    await row.getByRole('button', { name: 'Unlink task' }).click()
    await row.getByRole('button', { name: 'Create task' }).waitFor()
    const undo = rjkaplan.page.getByRole('button', { name: 'Undo' })
    await undo.click()
    await row.getByRole('link', { name: 'T1 Open' }).waitFor()

    await row.getByRole('button', { name: 'Unlink task' }).click()
    await row.getByRole('button', { name: 'Create task' }).waitFor()
    await rjkaplan.page.reload()
  })
})

async function openCreateDialog(person: Person, bug: string): Promise<Locator> {
  await errorRow(person, bug).getByRole('button', { name: 'Create task' }).click()
  const dialog = person.page.getByRole('dialog', { name: 'Create task' })
  await dialog.getByLabel('Title').waitFor()
  return dialog
}
