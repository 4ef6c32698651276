import { methodCatalogue } from 'phorge-conduit'
import { aspectOf, isScope, methodOf, type Scope, scopeOf } from './scope.ts'

/**
 * The editor methods of Phorge with their transaction types. Not every `*.edit` is one: `phriction.edit` and `flag.edit`
 * change an object without `objectIdentifier` and `transactions`, and would look like a harmless "create". So a method
 * has aspects only when the catalogue has its transaction types; all others are granted whole.
 */
const editors: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...methodCatalogue.values()].flatMap(({ name, transactionTypes }) =>
    transactionTypes ? [[name, new Set(transactionTypes)]] : [],
  ),
)

/** Whether scopes of this method may name one aspect. */
export function hasAspects(method: string): boolean {
  return editors.has(method)
}

/** `create`, where something is created, and the transaction types, for a form that offers them; empty for a method without aspects. */
export function aspectsOf(method: string): readonly string[] {
  return editors.has(method) ? [...(creates(method) ? ['create'] : []), ...(editors.get(method) ?? [])] : []
}

/**
 * Whether a transaction type has a scope of its own. Custom fields differ from one server to the next; a type that we
 * know not to exist can be sent with the whole method only.
 */
export function isAspect(method: string, aspect: string): boolean {
  const types = editors.get(method)
  if (!types) return false
  if (aspect === 'create') return creates(method)
  if (types.has(aspect)) return true
  return aspect.startsWith('custom.') && isScope(scopeOf(method, aspect))
}

/** The gateway's own editors change what is there. */
function creates(method: string): boolean {
  return methodCatalogue.get(method)?.creates !== false
}

/** Whether there can be such a scope: a whole method, or an aspect of a method that has it. */
export function isOffered(scope: Scope, methods: { has(method: string): boolean }): boolean {
  const aspect = aspectOf(scope)
  const method = methodOf(scope)
  return methods.has(method) && (aspect === undefined || isAspect(method, aspect))
}
