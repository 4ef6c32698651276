import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import type { Consumer } from '../packaging/packed.ts'
import { bundleSuite } from './bundle.ts'
import type { Servers } from './servers.ts'
import type { Outcome } from './suite.ts'
import type { Runtime } from './world.ts'

const execute = promisify(execFile)

/** Runs the suite with `program`, a Node.js of some release, from a project that has installed the SDK. */
export async function runInNode(program: string, consumer: Consumer, servers: Servers): Promise<Outcome[]> {
  const file = join(consumer.folder, 'suite.mjs')
  writeFileSync(file, await bundleSuite('node', consumer))
  const world = JSON.stringify(servers.worldOf('node'))
  const { stdout } = await execute(program, [file, world], { cwd: consumer.folder, timeout: 60_000 })
  return JSON.parse(stdout)
}

/** Runs the suite in a browser's page, worker or service worker. */
export async function runInBrowser(
  runtime: Exclude<Runtime, 'node'>,
  browser: Browser,
  servers: Servers,
): Promise<Outcome[]> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const failed = new Promise<never>((_, reject) => page.once('pageerror', reject))
    await page.goto(servers.page)
    await page.waitForFunction(() => 'runSuiteIn' in globalThis)
    const outcomes = page.evaluate((world) => globalThis.runSuiteIn(world), servers.worldOf(runtime))
    return await Promise.race([failed, outcomes])
  } finally {
    await context.close()
  }
}
