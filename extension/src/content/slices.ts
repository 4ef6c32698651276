/** Milliseconds of our own in one frame, which has 16: the browser's work for what we add comes on top. */
const SLICE = 4

/**
 * Works through `items` a slice in each frame, when the browser has nothing better to do.
 *
 * @param most Items of one slice, where each of them makes the browser work too: to lay out, to paint.
 */
export async function inSlices<Item>(
  items: Iterable<Item>,
  work: (item: Item) => void,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  await idle()
  let started = performance.now()
  let count = 0
  for (const item of items) {
    work(item)
    count += 1
    if (count < most && performance.now() - started < SLICE) continue
    await nextFrame()
    started = performance.now()
    count = 0
  }
}

/** Also in a tab that is never idle; in one that is hidden there is nobody to be held up, and timers hardly run. */
export function idle(): Promise<void> {
  if (document.hidden) return Promise.resolve()
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 200 }))
}

/** Two slices in one frame would be laid out at once. A tab that is hidden has no frames. */
function nextFrame(): Promise<void> {
  if (document.hidden) return Promise.resolve()
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}
