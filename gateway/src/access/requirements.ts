import { hasAspects, isAspect } from './aspects.ts'
import { openMethods, unauthenticatedMethods } from './methods.ts'
import { type Scope, scopeOf } from './scope.ts'

export interface Call {
  readonly method: string
  /** The very structure that goes to the backend: nobody parses it a second time. */
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * The scopes a call needs, each of which every party must cover. Empty for the methods that any token may call.
 *
 * An edit of an existing object needs the aspect of each of its transactions; a creation needs `create`, whatever
 * fields it fills. Everything that is not clearly one of these needs the whole method: an identifier or a transaction
 * of a shape that two programs could read differently, a type that has no scope of its own, and an edit with no
 * transactions, which would be allowed to no aspect and yet tells whether the object exists.
 */
export function requiredScopes({ method, params }: Call): readonly Scope[] {
  if (openMethods.has(method) || unauthenticatedMethods.has(method)) return []
  const wholeMethod = [scopeOf(method)]
  if (!hasAspects(method)) return wholeMethod

  const identifier = own(params, 'objectIdentifier')
  if (isNoIdentifier(identifier)) return [scopeOf(method, 'create')]
  if (typeof identifier !== 'string' && typeof identifier !== 'number') return wholeMethod

  const types = transactionTypes(own(params, 'transactions'))
  if (!types || types.size === 0) return wholeMethod
  const scopes: Scope[] = []
  for (const type of types) {
    // `create` names no transaction type: a transaction that calls itself so must not pass by the right to create.
    if (type === 'create' || !isAspect(method, type)) return wholeMethod
    scopes.push(scopeOf(method, type))
  }
  return scopes
}

/** Phorge creates an object for every identifier that PHP takes for false. */
function isNoIdentifier(identifier: unknown): boolean {
  return (
    identifier === undefined ||
    identifier === null ||
    identifier === false ||
    identifier === '' ||
    identifier === '0' ||
    identifier === 0
  )
}

/** The types of all transactions, or `undefined` if one of them has none. Phorge takes a keyed map for a list. */
function transactionTypes(transactions: unknown): Set<string> | undefined {
  if (typeof transactions !== 'object' || transactions === null) return undefined
  const types = new Set<string>()
  for (const transaction of Object.values(transactions)) {
    if (typeof transaction !== 'object' || transaction === null || Array.isArray(transaction))
      return undefined
    const type = own(transaction as Record<string, unknown>, 'type')
    if (typeof type !== 'string') return undefined
    types.add(type)
  }
  return types
}

/** What is inherited from a prototype was not sent. */
function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
