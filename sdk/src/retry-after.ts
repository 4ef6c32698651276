/** `Retry-After` is seconds or a date (RFC 9110, section 10.2.3). `now` is in epoch milliseconds. */
export function secondsUntil(retryAfter: string | null, now = Date.now()): number | undefined {
  if (retryAfter === null) return undefined
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000))
}
