import { UsageError } from './failure.ts'

/** `2026-11-26 09:30 UTC` */
export function time(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The beginning of a day (UTC), or a moment, as somebody typed it. @throws {UsageError} */
export function readTime(name: string, text: string): number {
  const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const milliseconds = isTime ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(milliseconds)) return Math.floor(milliseconds / 1000)
  throw new UsageError(
    `--${name} is not a day or a moment.`,
    `Give it as in --${name} 2027-01-31 or --${name} 2027-01-31T12:00Z.`,
  )
}
