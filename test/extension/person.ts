import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Conduit } from '../../sdk/src/index.ts'
import { Inside } from './inside.ts'

/** Creates, closes and reopens the task of an error on this page, by keyboard, and compares with what the server has. */
export async function workOnTask(page: Page, error: string, conduit: Conduit): Promise<string> {
  const inside = await Inside.of(page)
  await inside.key('button', `Create task: ${error}`)
  await inside.find('dialog', error)
  await inside.find('textbox', 'Title')
  await inside.key('button', 'Create task')
  const [monogram = ''] =
    (await inside.find('StaticText', /^T\d+ was created\.$/)).name?.value.split(' ') ?? []
  expect(await conduit.tasks.get(monogram)).toMatchObject({ title: error, isOpen: true })

  await inside.key('button', 'Close task')
  await inside.find('StaticText', `${monogram} is now: Resolved.`)
  expect(await conduit.tasks.get(monogram)).toMatchObject({ isClosed: true })

  await inside.key('button', 'Reopen task')
  await inside.find('StaticText', `${monogram} is now: Open.`)
  expect(await conduit.tasks.get(monogram)).toMatchObject({ isOpen: true })
  return monogram
}
