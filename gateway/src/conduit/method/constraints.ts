import { Refusal } from './refusal.ts'
import type { Dictionary } from './values.ts'

/**
 * The constraints of a call: those of the saved query that `queryKey` names, and over them those of `constraints`.
 * @throws {Refusal} ERR-BAD-QUERYKEY, ERR-INVALID-CONSTRAINTS-FORMAT, ERR-INVALID-CONSTRAINT
 */
export function readConstraints(
  params: Dictionary,
  savedQueries: Readonly<Record<string, Dictionary>>,
  known: readonly string[],
): Dictionary {
  const { queryKey = '', constraints = {} } = params
  const key = String(queryKey)
  const named = Object.hasOwn(savedQueries, key) ? savedQueries[key] : undefined
  const saved = queryKey === '' || queryKey === null ? {} : named
  if (!saved) {
    throw new Refusal('ERR-BAD-QUERYKEY', `There is no saved query "${queryKey}".`, 'validation')
  }
  if (constraints !== null && typeof constraints !== 'object') {
    const message = '"constraints" takes a map from the name of a constraint to its value.'
    throw new Refusal('ERR-INVALID-CONSTRAINTS-FORMAT', message, 'validation')
  }
  const unknown = Object.keys(constraints ?? {}).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const message = `There is no constraint "${unknown}". Known constraints: ${known.join(', ')}.`
    throw new Refusal('ERR-INVALID-CONSTRAINT', message, 'validation')
  }
  return { ...saved, ...constraints }
}

/** What `query.queryKey` answers. */
export function shownQueryKey({ queryKey }: Dictionary): unknown {
  return queryKey === undefined || queryKey === '' ? null : queryKey
}
