import { html } from 'hono/html'
import type { Html } from './layout.ts'

const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** A point in time (epoch seconds): “5 minutes ago” or “in 3 days”, or the date when it is far; the exact time as its title. */
export function time(at: number, now: number): Html {
  const date = new Date(at * 1000)
  return html`<time datetime="${date.toISOString()}" title="${exact.format(date)} UTC">${words(at, now)}</time>`
}

/** A point in time to the second (UTC), as in a log: 2026-11-26 09:15:02. */
export function exactTime(at: number): Html {
  const iso = new Date(at * 1000).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`
}

function words(at: number, now: number): string {
  if (at > now) return wordsOfFuture(at - now, at)
  const seconds = now - at
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour')
  return `on ${day.format(new Date(at * 1000))}`
}

/** Rounded down, as time that is left is. */
function wordsOfFuture(seconds: number, at: number): string {
  if (seconds < 60) return 'in less than a minute'
  if (seconds < 3600) return relative.format(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(Math.floor(seconds / 3600), 'hour')
  if (seconds < 14 * 86_400) return relative.format(Math.floor(seconds / 86_400), 'day')
  return `on ${day.format(new Date(at * 1000))}`
}
