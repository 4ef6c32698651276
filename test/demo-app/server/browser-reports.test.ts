import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { expect, test, vi } from 'vitest'
import type { ErrorDetail, ErrorPage } from '../../../demo-app/api.ts'
import { launchBrowser } from '../../../scripts/browser.ts'
import { startViewer } from './viewer.ts'

const entry = fileURLToPath(new URL('reporting-page.ts', import.meta.url))

/** The page's program with the real @sentry/browser in it. */
async function bundle(dsn: string): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { DSN: JSON.stringify(dsn) },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'shop', fileName: 'shop' } },
  })) as Rolldown.RolldownOutput[]
  return output[0]?.output[0].code ?? ''
}

test('the real @sentry/browser reports from a page of another origin', { timeout: 60_000 }, async () => {
  await using viewer = await startViewer()
  const script = await bundle(viewer.dsn)
  const shop = createServer((request, response) => {
    const isScript = request.url === '/shop.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><script src="/shop.js"></script>')
  }).listen(0, '127.0.0.1')
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
    const errors = await vi.waitFor(
      async () => {
        const answer = (await (await fetch(`${viewer.url}/api/errors`)).json()) as ErrorPage
        expect(answer.total).toBe(2)
        return answer.errors
      },
      { timeout: 15_000 },
    )
    const thrown = errors.find(({ type }) => type === 'TypeError')
    expect(thrown).toMatchObject({
      release: 'shop-page@3',
      culprit: expect.stringContaining('showPrice in '),
    })
    const detail = (await (await fetch(`${viewer.url}/api/errors/${thrown?.id}`)).json()) as ErrorDetail
    expect(detail.platform).toBe('javascript')
    expect(errors.find(({ type }) => type === 'RangeError')).toMatchObject({ message: 'No such page: 7' })
  } finally {
    await browser.close()
    shop.close()
  }
})
