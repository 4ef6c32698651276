import { afterAll, beforeAll, expect, test } from 'vitest'
import { Inside } from './inside.ts'
import { enterScene, type Scene } from './scene.ts'

/** Each takes about a second: `EXTENSION_KILLS=50` for the whole range. */
const TIMES = Number(process.env.EXTENSION_KILLS ?? 10)
/** Milliseconds after the press in which the answer has most often come. */
const RANGE = 500

let scene: Scene

beforeAll(async () => {
  scene = await enterScene({
    errors: Array.from({ length: TIMES }, (_, at) => ({ key: `e${at}`, title: `Error ${at}` })),
  })
})
afterAll(() => scene?.close())

test(`the worker is killed ${TIMES} times between press and answer: each error has one task, and the user sees it`, async () => {
  const { extension, site, conduit } = scene
  const page = await extension.context.newPage()
  await page.goto(site.url)
  const inside = await Inside.of(page)
  const kill = await extension.killer()
  let interrupted = 0
  for (let at = 0; at < TIMES; at += 1) {
    await inside.key('button', `Create task: Error ${at}`)
    await inside.find('textbox', 'Title')
    await inside.key('button', 'Create task')
    await page.evaluate((wait) => new Promise((resolve) => setTimeout(resolve, wait)), (at * RANGE) / TIMES)
    if (await kill()) interrupted += 1
    const title = await inside.findAny([
      ['button', 'Close task'],
      ['button', 'Create task'],
    ])
    // Killed before anything was kept, nothing was done, and the form is still there: the person presses again.
    if (title === 'Create task') await inside.key('button', 'Create task')
    await inside.find('button', 'Close task')
    await page.keyboard.press('Escape')
    await inside.find('button', `T${at + 1} Open: Error ${at}`)
  }
  const tasks = await conduit.maniphest.search().all()
  expect(tasks.map(({ fields }) => fields.name).toSorted()).toEqual(
    Array.from({ length: TIMES }, (_, at) => `Error ${at}`).toSorted(),
  )
  expect(interrupted).toBe(TIMES)
})
