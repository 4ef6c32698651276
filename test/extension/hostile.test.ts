import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorPage, listOf } from './error-page.ts'
import { Inside } from './inside.ts'
import { enterScene, type Scene } from './scene.ts'

const CART = 'TypeError: cart is undefined'

let scene: Scene

beforeAll(async () => {
  scene = await enterScene()
})
afterAll(() => scene?.close())

/** A page of the attacker's, with one marked error and a script. */
async function visit(
  script = '',
  error = { key: 'cart', title: CART },
): Promise<{ page: Page; inside: Inside }> {
  const { site, extension, calls } = scene
  site.headers = {}
  site.html = listOf([error]).replace('<title>', `<script>${script}</script><title>`)
  const page = await extension.context.newPage()
  calls.length = 0
  await page.goto(site.url)
  await page.waitForFunction(() => document.querySelector('li > span'))
  return { page, inside: await Inside.of(page) }
}

function writes(): unknown[] {
  return scene.calls.filter(({ method }) => method === 'maniphest.edit')
}

test('forged clicks and keys on the chip open nothing and write nothing', async () => {
  const { page, inside } = await visit()
  await page.evaluate(async () => {
    const host = document.querySelector('li > span')
    for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click', 'keydown', 'keypress', 'submit']) {
      host?.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }))
      host?.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true, composed: true }))
    }
    if (host instanceof HTMLElement) host.click()
    await new Promise((resolve) => setTimeout(resolve, 300))
  })
  expect(await inside.names('dialog')).toEqual([])
  expect(writes()).toEqual([])
  await page.close()
})

test('a page can neither speak with the background nor find a file of the extension', async () => {
  const { page } = await visit()
  const found = await page.evaluate(async (origin) => {
    const id = new URL(origin).host
    const files = [
      'manifest.json',
      'src/content/content.iife.js',
      'src/content/typing.iife.js',
      'src/card/card.iife.js',
      'icons/16.png',
    ]
    const loaded = await Promise.all(
      files.map((file) =>
        fetch(origin + file).then(
          () => file,
          () => undefined,
        ),
      ),
    )
    const sent = await new Promise((resolve) => {
      const { runtime } =
        (globalThis as { chrome?: { runtime?: { sendMessage?: (...args: unknown[]) => void } } }).chrome ?? {}
      if (!runtime?.sendMessage) return resolve('there is no way')
      runtime.sendMessage(id, { intent: 'errors-seen', keys: ['cart'] }, (answer: unknown) =>
        resolve(answer ?? 'no answer'),
      )
    })
    window.postMessage({ intent: 'create', key: 'cart' }, '*')
    return {
      loaded: loaded.filter(Boolean),
      sent,
      globals: Object.keys(globalThis).filter((name) => /phorge/i.test(name)),
    }
  }, scene.extension.origin)
  expect(found).toEqual({
    loaded: [],
    sent: expect.stringMatching(/^(there is no way|no answer)$/),
    globals: [],
  })
  expect(writes()).toEqual([])
  await page.close()
})

test('a page cannot read our shadow root, nor restyle or hide what it cannot read', async () => {
  const { page, inside } = await visit(`
    const attach = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (options) { window.stolen = attach.call(this, { ...options, mode: 'open' }); return window.stolen }
  `)
  await page.addStyleTag({
    content:
      'span { display: none !important; opacity: 0 !important; position: fixed !important; font-size: 80px !important }',
  })
  const seen = await page.evaluate(() => {
    const host = document.querySelector('li > span')
    host?.setAttribute('style', 'display: none !important; opacity: 0 !important')
    const { display, opacity, position } = getComputedStyle(host as Element)
    return {
      root: host?.shadowRoot ?? null,
      stolen: (window as { stolen?: unknown }).stolen ?? null,
      text: host?.textContent,
      display,
      opacity,
      position,
    }
  })
  expect(seen).toEqual({
    root: null,
    stolen: null,
    text: '',
    display: 'inline-block',
    opacity: '1',
    position: 'static',
  })
  await inside.find('button', `Create task: ${CART}`)
  await page.close()
})

test('what is typed into the card stays in the card', async () => {
  const { page, inside } = await visit(`
    window.heard = []
    for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'compositionend'])
      window.addEventListener(type, (event) => window.heard.push([type, event.key, event.data]), true)
  `)
  await inside.key('button', `Create task: ${CART}`)
  await inside.find('textbox', 'Title')
  await page.evaluate(() => {
    ;(window as unknown as { heard: unknown[] }).heard = []
  })
  await inside.fill('Title', 'Our secret')
  await inside.fill('Projects', 'fro', 'combobox')
  await inside.find('option', /#frontend/)
  await page.keyboard.press('Enter')
  await inside.find('button', 'Remove #frontend')
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([])
  await page.close()
})

test('markup in what the page says is shown as text and quoted in the task', async () => {
  const title = '<img src=x onerror="window.hacked=1"> {{link}} $& T1'
  const { page, inside } = await visit('', { key: 'markup', title })
  await inside.key('button', `Create task: ${title}`)
  await inside.find('textbox', 'Title')
  await inside.key('button', 'Preview')
  await inside.key('button', 'Create task')
  await inside.find('StaticText', /^T\d+ was created\.$/)
  expect(await page.evaluate(() => (window as { hacked?: unknown }).hacked)).toBeUndefined()
  expect(writes()).toEqual([
    expect.objectContaining({
      params: expect.objectContaining({
        transactions: expect.arrayContaining([{ type: 'title', value: title }]),
      }),
    }),
  ])
  await page.close()
})

test('attributes without end are cut, and the page still gets its chip', async () => {
  const { page, inside } = await visit('', { key: 'long', title: `Long ${'x'.repeat(2_000_000)}` })
  await inside.find('button', /^Create task: Long x+$/)
  await page.close()
})

test('something that covers the card keeps a click from counting', async () => {
  const { page, inside } = await visit()
  await inside.press('button', `Create task: ${CART}`)
  await inside.find('textbox', 'Title')
  await page.evaluate(() => {
    const lure = document.createElement('div')
    lure.popover = 'manual'
    lure.style.cssText =
      'position: fixed; inset: 0; width: 100vw; height: 100vh; background: white; pointer-events: none'
    document.body.append(lure)
    lure.showPopover()
  })
  // As long as the browser takes to say that the card is not seen.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)))
  await inside.press('button', 'Create task')
  await inside.find('StaticText', /^Something on the page covers this card\.$/)
  expect(writes()).toEqual([])

  await page.evaluate(() => document.querySelector('[popover]')?.remove())
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)))
  await inside.press('button', 'Create task')
  await inside.find('StaticText', /^T\d+ was created\.$/)
  expect(writes()).toHaveLength(1)
  await page.close()
})

test('a frame over the button alone keeps a click from counting', async () => {
  const { page, inside } = await visit('', { key: 'framed', title: 'Unlike any other' })
  await inside.press('button', 'Create task: Unlike any other')
  const { x, y } = await inside.middleOf(await inside.find('button', 'Create task'))
  await page.evaluate(
    ([x, y]) => {
      const frame = document.createElement('iframe')
      frame.popover = 'manual'
      frame.srcdoc = '<button>You have won</button>'
      frame.style.cssText = `position: fixed; inset: auto; margin: 0; left: ${x - 30}px; top: ${y - 10}px; width: 60px; height: 20px; pointer-events: none`
      document.body.append(frame)
      frame.showPopover()
    },
    [x, y] as const,
  )
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)))
  await page.mouse.click(x, y)
  await inside.find('StaticText', /^Something on the page covers this card\.$/)
  expect(writes()).toEqual([])
  await page.close()
})

test('a page in a frame of another gets no chips to lure a click to', async () => {
  const { page } = await visit(`
    if (window === top) document.addEventListener('DOMContentLoaded', () => {
      const frame = document.createElement('iframe')
      frame.src = location.href
      document.body.append(frame)
    })
  `)
  const frame = await (await page.waitForSelector('iframe')).contentFrame()
  await frame?.waitForSelector('li')
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
  expect(await frame?.locator('li > span').count()).toBe(0)
  expect(await page.locator('li > span').count()).toBe(1)
  await page.close()
})

test('attributes by the names of what every object has reach no object of ours', async () => {
  const { page, inside } = await visit(
    `
    document.addEventListener('DOMContentLoaded', () => {
      const [item] = document.querySelectorAll('li')
      for (const key of ['__proto__', 'constructor', 'toString']) {
        const copy = item.cloneNode(true)
        copy.dataset.conduitKey = copy.dataset.conduitTitle = copy.textContent = key
        item.before(copy)
      }
      for (const name of ['data-conduit-__proto__', 'data-conduit-constructor', 'data-__proto__'])
        item.setAttribute(name, '{"polluted": true, "server": "https://attacker.example"}')
    })
  `,
    { key: 'polluted', title: '__proto__' },
  )
  await inside.key('button', 'Create task: __proto__')
  await inside.find('textbox', 'Title')
  await inside.key('button', 'Create task')
  await inside.find('StaticText', /^T\d+ was created\.$/)
  await page.keyboard.press('Escape')
  await inside.find('button', /^T\d+ Open: __proto__$/)
  // What names no error of its own has no chip.
  expect(await page.locator('li > span').count()).toBe(1)
  const worker = await scene.extension.worker()
  const inherited = await worker.evaluate(() => {
    const names: string[] = []
    for (const name in {}) names.push(name)
    return names
  })
  expect(inherited).toEqual([])
  expect(writes()).toHaveLength(1)
  await page.close()
})

test('a site that is not turned on gets no chips', async () => {
  const other = await errorPage([{ key: 'cart', title: CART }])
  const page = await scene.extension.context.newPage()
  await page.goto(other.url)
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
  expect(await page.locator('li > span').count()).toBe(0)
  await other.close()
  await page.close()
})
