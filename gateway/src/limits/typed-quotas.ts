import { numeral } from '../pages/numeral.ts'
import type { Quotas } from './quotas.ts'

/** What an administrator typed, as it was typed. */
export interface TypedQuotas {
  readonly perMinute: string
  readonly perDay: string
  readonly reason: string
}

export type QuotaErrors = Partial<Readonly<Record<keyof TypedQuotas, string>>>

const MOST_PER_MINUTE = 1_000_000
const MOST_PER_DAY = 1_000_000_000

export function typedFrom({ perMinute, perDay }: Quotas): TypedQuotas {
  return { perMinute: String(perMinute ?? ''), perDay: String(perDay ?? ''), reason: '' }
}

/** Checks what was typed; each error says what would be right. */
export function readQuotas(typed: TypedQuotas): Quotas | { readonly errors: QuotaErrors } {
  const perMinute = readCount(typed.perMinute, MOST_PER_MINUTE)
  const perDay = readCount(typed.perDay, MOST_PER_DAY)
  const found = {
    perMinute: typeof perMinute === 'string' ? perMinute : undefined,
    perDay: typeof perDay === 'string' ? perDay : undefined,
    reason: typed.reason ? undefined : 'Say why: whoever looks into it later will want to know.',
  }
  const errors: QuotaErrors = Object.fromEntries(Object.entries(found).filter(([, error]) => error))
  if (typeof perMinute === 'string' || typeof perDay === 'string' || errors.reason) return { errors }
  return { perMinute, perDay }
}

/** Groups of three digits may stand apart, as in “10,000” or “10 000”. @returns what is wrong, as text */
function readCount(text: string, most: number): number | undefined | string {
  const digits = text.trim().replaceAll(/(?<=\d)[ ,'’.](?=\d{3}(?:\D|$))/g, '')
  if (digits === '') return undefined
  const count = /^\d{1,12}$/.test(digits) ? Number(digits) : 0
  if (count >= 1 && count <= most) return count
  return `Write a whole number from 1 to ${numeral(most)}, or nothing for no quota. To stop the application, disable it.`
}
