import type { Page } from 'playwright-core'
import { Inside } from './inside.ts'
import { enterScene } from './scene.ts'

/** Milliseconds after the press in which the answer has most often come. */
const RANGE = 500

export interface InterruptionReport {
  /** Presses of *Create task*, each with the worker killed a little later than the one before. */
  readonly times: number
  /** In which there was a worker to kill. */
  readonly killed: number
  /** Killed before anything was kept: the form was still there, and was sent again. */
  readonly pressedAgain: number
  /** Errors whose chip showed their own task in the end. */
  readonly shown: number
  /** Titles of all tasks that were there in the end. */
  readonly tasks: readonly string[]
}

/** Has the worker killed between press and answer, at so many moments. */
export async function interruptCreates(times: number): Promise<InterruptionReport> {
  const errors = Array.from({ length: times }, (_, at) => ({ key: `e${at}`, title: titleOf(at) }))
  const scene = await enterScene({ errors })
  const { extension, site, conduit } = scene
  try {
    const page = await extension.context.newPage()
    await page.goto(site.url)
    const kill = await extension.killer()
    let [killed, pressedAgain, shown] = [0, 0, 0]
    for (let at = 0; at < times; at += 1) {
      const { wasKilled, again } = await createInterrupted(page, titleOf(at), kill, (at * RANGE) / times)
      killed += Number(wasKilled)
      pressedAgain += Number(again)
      shown += Number(await showsTask(page, `T${at + 1} Open: ${titleOf(at)}`))
    }
    const tasks = (await conduit.maniphest.search().all()).map(({ fields }) => fields.name)
    return { times, killed, pressedAgain, shown, tasks }
  } finally {
    await scene.close()
  }
}

async function createInterrupted(page: Page, title: string, kill: () => Promise<boolean>, wait: number) {
  const inside = await Inside.of(page)
  await inside.key('button', `Create task: ${title}`)
  await inside.find('textbox', 'Title')
  await inside.key('button', 'Create task')
  await page.evaluate((wait) => new Promise((resolve) => setTimeout(resolve, wait)), wait)
  const wasKilled = await kill()
  const button = await inside.findAny([
    ['button', 'Close task'],
    ['button', 'Create task'],
  ])
  const again = button === 'Create task'
  if (again) await inside.key('button', 'Create task')
  await inside.find('button', 'Close task')
  await page.keyboard.press('Escape')
  return { wasKilled, again }
}

async function showsTask(page: Page, name: string): Promise<boolean> {
  const inside = await Inside.of(page)
  return inside.find('button', name).then(
    () => true,
    () => false,
  )
}

function titleOf(at: number): string {
  return `Error ${at}`
}

/** What is wrong with it; nothing when every error has one task, and the user sees it. */
export function interruptionViolations({ times, killed, shown, tasks }: InterruptionReport): string[] {
  const titles = new Set(tasks)
  const rules: readonly (readonly [string, boolean])[] = [
    [`${tasks.length} tasks instead of ${times}`, tasks.length === times],
    [`${times - titles.size} errors have no task`, titles.size === times],
    [`${times - shown} chips do not show their task`, shown === times],
    [`the worker was killed only ${killed} times`, killed === times],
  ]
  return rules.filter(([, holds]) => !holds).map(([violation]) => violation)
}
