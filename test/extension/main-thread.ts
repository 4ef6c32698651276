import type { CDPSession, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Microseconds of the processor; what other programs took meanwhile is not in it. */
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

export interface MainThread {
  /** Milliseconds of all tasks of the page's main thread. */
  readonly total: number
  /** Of the longest one. */
  readonly longest: number
}

/** What the main thread of a page works while `work` goes on: time of the processor, which a busy machine does not lengthen. */
export async function mainThreadDuring(page: Page, work: () => Promise<void>): Promise<MainThread> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the browser does not trace')
  const session: CDPSession = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] },
  })
  await work()
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await ended
  await session.detach()
  const tasks = tasksOf(events)
  return { total: sum(tasks), longest: Math.max(0, ...tasks) }
}

/** Of the renderer that worked most, which is the page's. */
function tasksOf(events: readonly TraceEvent[]): number[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  const perThread = mains.map(({ pid, tid }) =>
    events
      .filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask')
      .map(({ tdur = 0 }) => tdur / 1000),
  )
  return perThread.toSorted((one, other) => sum(other) - sum(one))[0] ?? []
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
