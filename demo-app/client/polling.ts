import { useEffect, useRef } from 'preact/hooks'

/**
 * Calls `ask` every `interval` milliseconds, one call at a time, while the page is visible; and at once when it
 * becomes visible again after a longer while.
 */
export function usePolling(ask: () => Promise<unknown>, interval: number): void {
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let stopped = false
    let last = Date.now()
    const schedule = (delay: number) => {
      clearTimeout(timer)
      if (!stopped && !document.hidden) timer = setTimeout(run, delay)
    }
    const run = async () => {
      await latest.current()
      last = Date.now()
      schedule(interval)
    }
    const onVisibility = () => schedule(Math.max(0, last + interval - Date.now()))
    document.addEventListener('visibilitychange', onVisibility)
    schedule(interval)
    return () => {
      stopped = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [interval])
}
