import { invalid } from './refusal.ts'
import { isDictionary } from './values.ts'

export interface Transaction {
  readonly type: string
  readonly value: unknown
}

/** Reads `transactions`: a list, or (as Phorge allows) a map with any keys. */
export function readTransactions(value: unknown, validTypes: readonly string[]): readonly Transaction[] {
  if (typeof value !== 'object' || value === null) {
    throw invalid('"transactions" takes a list of {"type", "value"} objects.')
  }
  return Object.entries(value).map(([key, item]) => {
    if (!isDictionary(item))
      throw invalid(`The transaction "${key}" is no object with a "type" and a "value".`)
    if (!('type' in item)) throw invalid(`The transaction "${key}" has no "type".`)
    if (!('value' in item)) throw invalid(`The transaction "${key}" has no "value".`)
    const { type } = item
    if (typeof type !== 'string' || !validTypes.includes(type)) {
      throw invalid(
        `The transaction "${key}" has the unknown type "${type}". Known types: ${validTypes.join(', ')}.`,
      )
    }
    return { type, value: item.value }
  })
}
