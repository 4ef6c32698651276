import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listOf } from './error-page.ts'
import { mainThreadDuring } from './main-thread.ts'
import { enterScene, type Scene } from './scene.ts'

const MANY = 1000

let scene: Scene

beforeAll(async () => {
  scene = await enterScene()
})
afterAll(() => scene?.close())

test('the content scripts are at most 15 KiB, and no page can load a file of the extension', async () => {
  const { extension } = scene
  const sizes = ['typing', 'content'].map(async (name) => {
    return gzipSync(await readFile(join(extension.folder, `src/content/${name}.iife.js`))).length
  })
  const [typing = 0, content = 0] = await Promise.all(sizes)
  expect(typing).toBeLessThan(1024)
  expect(typing + content).toBeLessThan(15 * 1024)
  const manifest = JSON.parse(await readFile(join(extension.folder, 'manifest.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('web_accessible_resources')
})

test('a page of 1,000 errors gets its chips without a task that holds it up, in few calls', async () => {
  const { extension, site, calls } = scene
  site.html = listOf(Array.from({ length: MANY }, (_, at) => ({ key: `e${at}`, title: `Error ${at}` })))
  const page = await extension.context.newPage()
  calls.length = 0
  const { longest } = await mainThreadDuring(page, async () => {
    await page.goto(site.url)
    await page.waitForFunction((many) => document.querySelectorAll('li > span').length === many, MANY)
  })
  expect(calls.length).toBeLessThanOrEqual(10 + MANY / 100)
  expect(longest).toBeLessThan(50)
  await page.close()
})
