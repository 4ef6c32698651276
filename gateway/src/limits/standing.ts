import type { Reading } from './meter.ts'

export type Policy = 'address' | 'token' | 'application' | 'application-day'

/** Where a caller stands with one of the limits that its call came under. */
export interface Standing extends Reading {
  readonly policy: Policy
  /** Calls in a window. */
  readonly quota: number
  /** Seconds. */
  readonly window: number
}

/** The value of `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10, section 4): a list of structured items. */
export function rateLimit({ policy, remaining, reset }: Standing): string {
  return `"${policy}";r=${remaining};t=${reset}`
}

/** The value of `RateLimit-Policy` (section 3). */
export function rateLimitPolicy({ policy, quota, window }: Standing): string {
  return `"${policy}";q=${quota};w=${window}`
}

/** What is refused, for people. */
export function overLimit({ policy, quota, wait }: Standing): string {
  const calls = quota.toLocaleString('en')
  const again = `Send it again in ${wait} second${wait === 1 ? '' : 's'}.`
  switch (policy) {
    case 'address':
      return `More than ${calls} calls a minute come from this address. ${again}`
    case 'token':
      return `More than ${calls} calls a minute are made with this token. ${again}`
    case 'application':
      return `This application makes more than ${calls} calls a minute, for everybody who uses it. ${again}`
    case 'application-day':
      return `This application has made the ${calls} calls that it may make in a day (UTC). ${again}`
  }
}
