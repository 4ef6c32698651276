import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { startDemo } from '../../scripts/start-demo.ts'
import { openShop } from './shop.ts'

it('shows an error that a page of another origin threw at a click, with its stack', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-sentry-'))
  const [demo, browser] = await Promise.all([
    startDemo({ dataDirectory, port: 0, sampleProgram: false, logLevel: 'silent' }),
    launchBrowser(),
  ])
  const shop = await openShop(demo.errorViewer.dsn)
  try {
    const viewer = await browser.newPage()
    await viewer.goto(demo.errorViewer.url)
    await viewer.getByRole('heading', { name: 'All quiet: no errors yet' }).waitFor()
    await viewer.getByText(demo.errorViewer.dsn, { exact: true }).waitFor()

    const page = await browser.newPage()
    await page.goto(shop.url)
    const reported = page.waitForResponse((response) => response.url().includes('/envelope/'))
    await page.getByRole('button', { name: 'Buy' }).click()
    expect((await reported).status()).toBe(200)

    await viewer.reload()
    const row = viewer.getByRole('article', { name: /^TypeError: Cannot read properties of undefined/ })
    await row.getByText('totalOf in').waitFor()
    await row.getByText('shop-page@4').waitFor()
    await row.getByRole('link', { name: /TypeError/ }).click()
    const stack = viewer.getByRole('region', { name: 'Stack' })
    await stack.getByText('buy').waitFor()
    const calls = await stack.locator('.frame-function').allInnerTexts()
    expect(calls.map((name) => name.split('.').at(-1))).toEqual(expect.arrayContaining(['totalOf', 'buy']))
    expect(await stack.innerText()).toContain('/shop.js:')
  } finally {
    await browser.close()
    shop.close()
    await demo.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})
