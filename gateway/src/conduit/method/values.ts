import { invalid } from './refusal.ts'

/**
 * Readers of parameters. Phorge is strict about types where the call carries them (`params` as JSON) and lenient with a
 * plain form, where all is text; `typed` says which it was.
 */

export type Dictionary = Readonly<Record<string, unknown>>

export function isDictionary(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list, or the map with keys 0, 1, 2… that a form field such as `ids[0]` may have become. */
export function readList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (isDictionary(value) && Object.keys(value).every((key, index) => key === String(index))) {
    return Object.values(value)
  }
  throw invalid(`"${name}" takes a list, and this is none.`)
}

function readFilledList(name: string, value: unknown): readonly unknown[] {
  const list = readList(name, value)
  if (list.length === 0) throw invalid(`"${name}" takes a list with at least one item.`)
  return list
}

export function readString(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw invalid(`"${name}" takes text, and this is something else.`)
}

export function readStrings(name: string, value: unknown): readonly string[] {
  return readList(name, value).map((item, index) => readString(`${name}[${index}]`, item))
}

export function readFilledStrings(name: string, value: unknown): readonly string[] {
  return readFilledList(name, value).map((item, index) => readString(`${name}[${index}]`, item))
}

/** A list of words of which each is one of `known`. */
export function readFilledChoices<Choice extends string>(
  name: string,
  value: unknown,
  known: readonly Choice[],
): readonly Choice[] {
  return readFilledStrings(name, value).map((word) => {
    const choice = known.find((one) => one === word)
    if (choice !== undefined) return choice
    throw invalid(`"${name}" knows no "${word}". It takes: ${known.join(', ')}.`)
  })
}

function readInteger(name: string, value: unknown, typed: boolean): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  if (!typed && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  throw invalid(`"${name}" takes a whole number, and this is something else.`)
}

export function readFilledIntegers(name: string, value: unknown, typed: boolean): readonly number[] {
  return readFilledList(name, value).map((item, index) => readInteger(`${name}[${index}]`, item, typed))
}

export function readBoolean(name: string, value: unknown, typed: boolean): boolean {
  if (typeof value === 'boolean') return value
  if (!typed && (value === 'true' || value === '1')) return true
  if (!typed && (value === 'false' || value === '0')) return false
  throw invalid(`"${name}" takes true or false, and this is something else.`)
}

export function readEpoch(name: string, value: unknown, typed: boolean): number {
  const epoch = readInteger(name, value, typed)
  if (epoch <= 0)
    throw invalid(`"${name}" takes a time in seconds since 1970, later than 0; this is ${epoch}.`)
  return epoch
}
