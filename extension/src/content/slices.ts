/** Milliseconds that one slice may take, so that the page stays smooth: a frame has 16. */
const SLICE = 6

/** Works through `items` when the browser is idle, a slice at a time. */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  await idle()
  let started = performance.now()
  for (const item of items) {
    work(item)
    if (performance.now() - started < SLICE) continue
    await idle()
    started = performance.now()
  }
}

/** Also in a tab that is never idle, and in one that is hidden. */
export function idle(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 200 }))
}
