/** Time, as a client sees it; a test brings its own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Waits so many milliseconds; resolves early when `signal` aborts, and never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** What `setTimeout` takes; more would be taken for nothing. */
export const LONGEST_TIMER = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, Math.min(milliseconds, LONGEST_TIMER))
      signal?.addEventListener('abort', end, { once: true })
    }),
}
