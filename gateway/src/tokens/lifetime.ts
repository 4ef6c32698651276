import type { Config } from '../config.ts'
import { TokenRefusal } from './refusal.ts'

const DAY = 86_400
const USUAL_DAYS = 90
const CHOICES = [1, 7, 30, 60, 90, 180, 365]

export interface Lifetimes {
  /** Days that are offered. */
  readonly days: readonly number[]
  readonly usual: number
  /** Whether a token may be good for ever. */
  readonly isUnlimited: boolean
}

/** For how long a new token may be good, by what the administrator has set. */
export function lifetimesOf({ tokenLongestDays: longest }: Config): Lifetimes {
  if (longest === 0) return { days: CHOICES, usual: USUAL_DAYS, isUnlimited: true }
  const shorter = CHOICES.filter((days) => days < longest && days < 365)
  return { days: [...shorter, longest], usual: Math.min(USUAL_DAYS, longest), isUnlimited: false }
}

/**
 * When a token ends that is made now. @param text days, `never`, or nothing for the usual time
 * @returns epoch seconds @throws {TokenRefusal}
 */
export function readExpiry(text: string, config: Config, now: number): number | undefined {
  const { usual, isUnlimited } = lifetimesOf(config)
  const { tokenLongestDays: longest } = config
  if (text === 'never' && isUnlimited) return undefined
  const days = text === '' ? usual : Number(text)
  const isInRange = Number.isInteger(days) && days > 0 && (isUnlimited ? days <= 3650 : days <= longest)
  if (isInRange) return now + days * DAY
  const limit = isUnlimited ? '' : `, ${longest} at most`
  throw new TokenRefusal('invalid', `Choose for how many days the token is good${limit}.`, 'expires')
}
