import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Inside } from './inside.ts'
import { enterScene, type Scene } from './scene.ts'

const CART = 'TypeError: cart is undefined'
const LIMIT = 'CheckoutTimeout: the carrier did not answer'
const BELOW = 'Error: far below'

let scene: Scene
let inside: Inside

beforeAll(async () => {
  scene = await enterScene({
    errors: [
      { key: 'cart', title: CART },
      { key: 'limit', title: LIMIT },
      { key: 'below', title: BELOW },
    ],
  })
})
afterAll(() => scene?.close())
beforeEach(async () => {
  const page = await scene.extension.context.newPage()
  await page.goto(scene.site.url)
  inside = await Inside.of(page)
  await inside.find('button', /: TypeError/)
  return () => page.close()
})

test('the keyboard alone leads to the chip, through the form and its names, to the closed task, and back to the chip', async () => {
  const { keyboard } = inside.page
  await inside.tabTo(`Create task: ${CART}`)
  await keyboard.press('Enter')
  await inside.find('textbox', 'Title')
  expect(await inside.focused()).toBe(CART)

  await inside.tabTo('Projects')
  await keyboard.type('fro')
  // Pressed before anything is found it takes nothing, and sends nothing.
  await keyboard.press('Enter')
  await inside.find('option', /^#frontend/)
  await keyboard.press('Enter')
  await inside.find('button', 'Remove #frontend')
  await inside.tabTo('Subscribers')
  await keyboard.type('a')
  await inside.find('option', /^[a-z]/)
  const offered = (await inside.names('option')).flatMap((name) => /^[a-z]\w*/.exec(name) ?? [])
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await inside.find('button', `Remove ${offered[1]}`)
  await inside.tabTo('Create task')
  await keyboard.press('Enter')
  const said = await inside.find('StaticText', /^T\d+ was created\.$/)
  const [monogram = ''] = said.name?.value.split(' ') ?? []
  expect(await projectsOf(monogram)).toEqual(['#frontend'])

  await inside.find('button', 'Close task')
  await inside.tabTo('Close task')
  await keyboard.press('Enter')
  await inside.find('StaticText', `${monogram} is now: Resolved.`)
  await keyboard.press('Escape')
  await inside.find('button', `${monogram} Resolved: ${CART}`)
  expect(await inside.focused()).toBe(`${monogram} Resolved: ${CART}`)
})

test('open tasks with the same words are shown before one more is created, and can be linked', async () => {
  const { monogram } = await scene.conduit.tasks.create({
    title: 'CheckoutTimeout: no answer of the carrier',
  })
  await inside.key('button', `Create task: ${LIMIT}`)
  await inside.find('heading', 'Similar open tasks')
  await inside.key('button', `Link ${monogram}`)
  await inside.find('button', 'Close task')
  await inside.page.keyboard.press('Escape')
  await inside.find('button', `${monogram} Open: ${LIMIT}`)
})

test('what somebody else did to a task is there when the tab is shown again', async () => {
  const task = await scene.conduit.tasks.findByKey({ collection: 'test', key: 'limit' })
  await inside.find('button', `${task?.monogram} Open: ${LIMIT}`)
  await scene.conduit.tasks.close(task?.id ?? 0)
  // Playwright has every tab think that it is the one that is shown, and so none is ever told that it is shown again.
  await inside.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await inside.find('button', `${task?.monogram} Resolved: ${LIMIT}`)
})

test.each([
  { width: 360, height: 640 },
  { width: 500, height: 350 },
  { width: 1000, height: 240 },
])('the card is whole in a window of $width × $height, also when its chip is out of sight', async (size) => {
  const { page } = inside
  await page.setViewportSize(size)
  await page.evaluate(() => document.querySelectorAll('li')[2]?.style.setProperty('margin-top', '1500px'))
  await inside.focus('button', `Create task: ${BELOW}`)
  await page.evaluate(() => scrollTo(0, 0))
  await page.keyboard.press('Enter')
  await inside.find('textbox', 'Title')
  for (const button of ['Close this card', 'Create task']) {
    const { x, y } = await inside.middleOf(await inside.find('button', button))
    expect(x).toBeGreaterThan(8)
    expect(x).toBeLessThan(size.width - 8)
    expect(y).toBeGreaterThan(8)
    expect(y).toBeLessThan(size.height - 8)
  }
  const { left, top, right, bottom } = await inside.boxOf(await inside.find('dialog', BELOW))
  expect(Math.min(left, top)).toBeGreaterThanOrEqual(0)
  expect(right).toBeLessThanOrEqual(size.width)
  expect(bottom).toBeLessThanOrEqual(size.height)
})

async function projectsOf(monogram: string): Promise<string[]> {
  const { projectPHIDs } = await scene.conduit.tasks.get(monogram)
  const { data } = await scene.conduit.project.search()
  return data.filter(({ phid }) => projectPHIDs.includes(phid)).map(({ fields }) => `#${fields.slug}`)
}
