import type { CDPSession, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  readonly dur?: number
  /** Microseconds of the processor; what other programs took meanwhile is not in it. */
  readonly tdur?: number
  readonly args: { readonly name?: string; readonly beginData?: { readonly url?: string } }
}

export interface MainThread {
  /** Milliseconds of all tasks of the page's main thread. */
  readonly total: number
  /** Of the longest one. */
  readonly longest: number
  /** Of all scripts that ran in it while the page loaded. */
  readonly scriptsLoading: number
  /** Of those that ran afterwards, when the browser had nothing better to do or something happened. */
  readonly scriptsLater: number
}

const SCRIPTS: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'v8.compile',
  'FunctionCall',
  'RunMicrotasks',
])

/** What the main thread of a page works while `work` goes on: time of the processor, which a busy machine does not lengthen. */
export async function mainThreadDuring(page: Page, work: () => Promise<void>): Promise<MainThread> {
  const events = onMainThread(await traced(page, work), page.url())
  const tasks = events.filter(({ name }) => name === 'RunTask').map(milliseconds)
  const scripts = outermost(events.filter(({ name }) => SCRIPTS.has(name)))
  const loaded = events.find(({ name }) => name === 'MarkDOMContent')?.ts ?? 0
  return {
    total: sum(tasks),
    longest: Math.max(0, ...tasks),
    scriptsLoading: sum(scripts.filter(({ ts }) => ts <= loaded).map(milliseconds)),
    scriptsLater: sum(scripts.filter(({ ts }) => ts > loaded).map(milliseconds)),
  }
}

async function traced(page: Page, work: () => Promise<void>): Promise<TraceEvent[]> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the browser does not trace')
  const session: CDPSession = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['toplevel', 'devtools.timeline', 'v8', 'disabled-by-default-devtools.timeline'],
    },
  })
  await work()
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await ended
  await session.detach()
  return events
}

/** Of the thread that read this page. */
function onMainThread(events: readonly TraceEvent[], url: string): TraceEvent[] {
  const parsing = events.find(({ name, args }) => name === 'ParseHTML' && args.beginData?.url === url)
  if (!parsing) throw new Error(`the trace does not have ${url}`)
  return events.filter(({ pid, tid }) => pid === parsing.pid && tid === parsing.tid)
}

/** Without those that went on inside another. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let end = 0
  return events
    .toSorted((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false
      end = ts + dur
      return true
    })
}

function milliseconds({ tdur = 0 }: TraceEvent): number {
  return tdur / 1000
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
