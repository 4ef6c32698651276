import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { markerOf, withMarker } from 'phorge-conduit'
import type { Page } from 'playwright-core'
import { listOf } from '../../extension/error-page.ts'
import { type MainThread, mainThreadDuring } from '../../extension/main-thread.ts'
import { enterScene, type Scene } from '../../extension/scene.ts'
import type { BenchOptions } from '../bench-options.ts'
import { median } from '../sdk/rounds.ts'
import { heapOf } from './heap.ts'

const ERRORS = 1000
const ROUNDS = 7
const COLLECTION = 'test'
/** Milliseconds in which a page without errors has long been looked through. */
const LOOKED_THROUGH = 600

/** What the extension is held to. */
const LONGEST_TASK = 50
const MOST_CALLS = 10 + ERRORS / 100
const SCRIPT_KIB = 15
const HEAP_MIB = 4
const UNCONCERNED = 1

interface Visit {
  readonly mainThread: MainThread
  /** Bytes of the page's heap, that of our script included, once it is collected. */
  readonly heap: number
  readonly calls: number
}

/** A page of 1,000 errors in Chromium, half of which have tasks; and a page that has none. @returns what is missed. */
export async function benchExtension(_options: BenchOptions): Promise<string[]> {
  const scene = await enterScene({ collection: COLLECTION, isOn: false })
  try {
    await makeTasks(scene)
    const errors = listOf(
      Array.from({ length: ERRORS }, (_, at) => ({ key: `e${at}`, title: `Error ${at}` })),
    )
    const ordinary = errors.replaceAll(/ data-conduit-[a-z]+="[^"]*"/g, '')
    const without = await visits(scene, errors, hasLoaded)
    const withoutAny = await visits(scene, ordinary, hasLoaded)
    await scene.turnOn()
    const chips = await visits(scene, errors, hasAllChips)
    const unconcerned = await visits(scene, ordinary, hasLoaded)
    return report({
      script: await contentScriptKib(scene),
      total: middle(chips, total),
      totalWithout: middle(without, total),
      longest: middle(chips, longest),
      calls: Math.max(...chips.map(({ calls }) => calls)),
      heap: (middle(chips, heap) - middle(without, heap)) / 2 ** 20,
      loading: middle(unconcerned, scriptsLoading) - middle(withoutAny, scriptsLoading),
      later: middle(unconcerned, scriptsLater) - middle(withoutAny, scriptsLater),
    })
  } finally {
    await scene.close()
  }
}

/** The tasks of every other error, as people would have made them. */
async function makeTasks({ conduit }: Scene): Promise<void> {
  const keys = Array.from({ length: ERRORS / 2 }, (_, at) => `e${2 * at}`)
  const makers = Array.from({ length: 8 }, async () => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const description = withMarker('', await markerOf({ collection: COLLECTION, key }))
      await conduit.tasks.create({ title: `Task of ${key}`, description })
    }
  })
  await Promise.all(makers)
}

async function visits(scene: Scene, html: string, until: (page: Page) => Promise<unknown>): Promise<Visit[]> {
  scene.site.html = html
  const visits: Visit[] = []
  for (let round = 0; round < ROUNDS; round += 1) visits.push(await visit(scene, until))
  return visits
}

async function visit(
  { extension, site, calls }: Scene,
  until: (page: Page) => Promise<unknown>,
): Promise<Visit> {
  await extension.forgetTasks()
  const page = await extension.context.newPage()
  calls.length = 0
  const mainThread = await mainThreadDuring(page, async () => {
    await page.goto(site.url)
    await until(page)
  })
  const visit = { mainThread, heap: await heapOf(page), calls: calls.length }
  await page.close()
  return visit
}

/** Nothing is asked of the page, so that no script runs in it but ours. */
function hasLoaded(): Promise<unknown> {
  return setTimeout(LOOKED_THROUGH)
}

function hasAllChips(page: Page): Promise<unknown> {
  return page.waitForFunction((many) => document.querySelectorAll('li > span').length === many, ERRORS)
}

async function contentScriptKib({ extension }: Scene): Promise<number> {
  const scripts = ['typing', 'content'].map((name) =>
    readFile(join(extension.folder, `src/content/${name}.iife.js`)),
  )
  return (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length / 1024, 0)
}

const total = ({ mainThread }: Visit) => mainThread.total
const longest = ({ mainThread }: Visit) => mainThread.longest
const scriptsLoading = ({ mainThread }: Visit) => mainThread.scriptsLoading
const scriptsLater = ({ mainThread }: Visit) => mainThread.scriptsLater
const heap = ({ heap }: Visit) => heap

function middle(visits: readonly Visit[], figure: (visit: Visit) => number): number {
  return median(visits.map(figure))
}

interface Figures {
  readonly script: number
  readonly total: number
  readonly totalWithout: number
  readonly longest: number
  readonly calls: number
  readonly heap: number
  readonly loading: number
  readonly later: number
}

function report({ script, total, totalWithout, longest, calls, heap, loading, later }: Figures): string[] {
  const rows: readonly (readonly [title: string, figure: string, aim: string, isReached: boolean])[] = [
    [`main thread until ${ERRORS} chips stand`, `${total.toFixed(0)} ms`, '', true],
    ['  the same page without the extension', `${totalWithout.toFixed(0)} ms`, '', true],
    ['  the longest task of it', `${longest.toFixed(1)} ms`, `< ${LONGEST_TASK} ms`, longest < LONGEST_TASK],
    ['Conduit calls', String(calls), `≤ ${MOST_CALLS}`, calls <= MOST_CALLS],
    ['heap for them', `${heap.toFixed(2)} MiB`, `≤ ${HEAP_MIB} MiB`, heap <= HEAP_MIB],
    ['content scripts, gzipped', `${script.toFixed(1)} KiB`, `≤ ${SCRIPT_KIB} KiB`, script <= SCRIPT_KIB],
    [
      'what a page without errors waits for',
      `${loading.toFixed(2)} ms`,
      `< ${UNCONCERNED} ms`,
      loading < UNCONCERNED,
    ],
    ['  looking through it later, when it is idle', `${later.toFixed(2)} ms`, '', true],
  ]
  console.log(`Medians of ${ROUNDS} visits; milliseconds of the processor`)
  for (const [title, figure, aim] of rows) console.log(`  ${title.padEnd(44)}${figure.padStart(10)}   ${aim}`)
  return rows
    .filter(([, , , isReached]) => !isReached)
    .map(([title, figure, aim]) => `${title.trim()}: ${figure}, aim ${aim}`)
}
