import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'

/** The current time in epoch seconds, moved on by `useClock`. */
export const Now = createContext(0)

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { style: 'narrow' })

/** Ticks often enough for texts like `3 min ago`. */
export function useClock(): number {
  const [now, setNow] = useState(seconds)
  useEffect(() => {
    const timer = setInterval(() => setNow(seconds()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** `3m ago`, with the whole time as its title. `at` is in epoch seconds. */
export function RelativeTime({ at }: { at: number }) {
  const now = useContext(Now)
  const date = new Date(at * 1000)
  return (
    <time dateTime={date.toISOString()} title={fullTime(at)}>
      {ago(at, now)}
    </time>
  )
}

export function ago(at: number, now: number): string {
  const age = now - at
  const unit = UNITS.find(([, length]) => age >= length)
  return unit ? relative.format(-Math.floor(age / unit[1]), unit[0]) : 'just now'
}

/** In the reader's own notation and time zone. */
export function fullTime(at: number): string {
  return new Date(at * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })
}

const seconds = () => Math.floor(Date.now() / 1000)
