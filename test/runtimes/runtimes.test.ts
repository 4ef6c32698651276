import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser.ts'
import { type Consumer, install, type PackedPackage, pack } from '../packaging/packed.ts'
import { bundleSuite } from './bundle.ts'
import { nodeOfRelease, nodeReleases } from './node-releases.ts'
import { runInBrowser, runInNode } from './run.ts'
import { type Servers, startServers } from './servers.ts'
import type { Outcome } from './suite.ts'

const PAGE = '<!doctype html><title>Runtimes</title><script type="module" src="/suite.js"></script>'

let packed: PackedPackage
let consumer: Consumer
let servers: Servers
let browser: Browser

beforeAll(async () => {
  packed = pack('sdk')
  consumer = install([packed])
  browser = await launchBrowser()
  const suite = await bundleSuite('browser', consumer)
  servers = await startServers(
    new Map([
      ['/', PAGE],
      ['/suite.js', suite],
    ]),
  )
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await servers?.[Symbol.asyncDispose]()
  consumer?.dispose()
  packed?.dispose()
})

function expectAll(outcomes: readonly Outcome[]): void {
  // Those for everywhere; a page and Node.js have some of their own.
  expect(outcomes.length).toBeGreaterThan(50)
  expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([])
}

describe('the package does the same', () => {
  test.each(nodeReleases)(
    'in Node.js %i',
    async (release) => expectAll(await runInNode(nodeOfRelease(release), consumer, servers)),
    120_000,
  )

  test.each(['page', 'worker', 'service-worker'] as const)(
    "in a browser's %s",
    async (runtime) => expectAll(await runInBrowser(runtime, browser, servers)),
    120_000,
  )
})
