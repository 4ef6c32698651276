import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewer } from './viewer.ts'

let viewer: Awaited<ReturnType<typeof startViewer>>
const staticDirectory = mkdtempSync(join(tmpdir(), 'page-'))
beforeAll(async () => {
  mkdirSync(join(staticDirectory, 'assets'))
  writeFileSync(join(staticDirectory, 'index.html'), '<!doctype html><title>Errors</title>')
  writeFileSync(join(staticDirectory, 'assets', 'index-1a2b3c4d.js'), '0')
  viewer = await startViewer({ staticDirectory })
})
afterAll(async () => {
  await viewer[Symbol.asyncDispose]()
  rmSync(staticDirectory, { recursive: true })
})

test('the page is at / and at every address of an error, and runs nothing but its own scripts', async () => {
  for (const path of ['/', '/errors/7']) {
    const answer = await fetch(viewer.url + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
  }
  const script = await fetch(`${viewer.url}/assets/index-1a2b3c4d.js`)
  expect(script.headers.get('cache-control')).toContain('immutable')
})

test('files outside the folder, and paths that do not exist, are not there', async () => {
  for (const path of ['/..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/nothing', '/api/nothing'])
    expect((await fetch(viewer.url + path)).status).toBeGreaterThanOrEqual(400)
})

test('what the page is told about errors is not kept by a cache', async () => {
  expect((await fetch(`${viewer.url}/api/errors`)).headers.get('cache-control')).toBe('no-store')
})

test('a page that is not built says how to build it', async () => {
  await using unbuilt = await startViewer({ staticDirectory: join(staticDirectory, 'missing') })
  const answer = await fetch(unbuilt.url)
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('vite build')])
})

test('a body that is no JSON is refused as one', async () => {
  const answer = await fetch(`${viewer.url}/api/errors/1/task`, {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json', 'x-error-viewer': '1' },
  })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ refusal: { code: 'invalid' } })
})
