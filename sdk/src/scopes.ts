import { transactionTypesOf } from './methods/editors.ts'
import { isEditMethod, needsAuthentication } from './methods/rules.ts'

/** Methods that every OAuth token may call, also on a stock Phorge: there is no scope to ask for. */
export const unscopedMethods: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'user.whoami',
  'conduit.query',
  'conduit.getcapabilities',
  'conduit.ping',
  'auth.logout',
  'maniphest.status.search',
  'maniphest.priority.search',
])

/** Whether there is no scope to ask for. */
export function isUnscoped(method: string): boolean {
  return unscopedMethods.has(method)
}

/**
 * The scopes that a call takes. A scope is a method, or a method and one aspect of it; who has the whole method needs no
 * aspect.
 *
 * @example
 * ```ts
 * requiredScopes('maniphest.search') // ['maniphest.search']
 * requiredScopes('maniphest.edit', { transactions: [{ type: 'title', value: 'x' }] }) // ['maniphest.edit:create']
 * requiredScopes('maniphest.edit', {
 *   objectIdentifier: 'T12',
 *   transactions: [{ type: 'status', value: 'resolved' }, { type: 'comment', value: 'done' }],
 * }) // ['maniphest.edit:status', 'maniphest.edit:comment']
 * ```
 */
export function requiredScopes(method: string, params: object = {}): readonly string[] {
  return scopesOf(method, params, isTransactionType)
}

/**
 * The same without the lists of transaction types, which weigh more than a client should: a type that Phorge does not
 * have is taken for an aspect too.
 */
export function scopesOf(
  method: string,
  params: object,
  isType: (method: string, type: string) => boolean = () => true,
): readonly string[] {
  if (isUnscoped(method) || !needsAuthentication(method)) return []
  if (!isEditMethod(method)) return [method]
  if (createsObject(params)) return [`${method}:create`]
  const types = transactionTypesIn(params)
  const haveAspects = types.length > 0 && types.every((type) => type !== 'create' && isType(method, type))
  return haveAspects ? types.map((type) => `${method}:${type}`) : [method]
}

function isTransactionType(method: string, type: string): boolean {
  const known = transactionTypesOf(method)
  return known === undefined || type.startsWith('custom.') || known.includes(type)
}

/**
 * Whether an edit makes a new object. Phorge takes `null`, `0`, `"0"` and `""` for "no identifier", so a variable that
 * was empty by accident makes a task.
 */
export function createsObject(params: object): boolean {
  return !('objectIdentifier' in params) || isEmptyIdentifier(params.objectIdentifier)
}

/** What PHP takes for nothing, and what JSON turns into that (`undefined`, `NaN`). */
export function isEmptyIdentifier(identifier: unknown): boolean {
  if (typeof identifier === 'string') return identifier.trim() === '' || /^0+$/.test(identifier.trim())
  return typeof identifier === 'number' ? !(identifier > 0) : !identifier
}

function transactionTypesIn(params: object): string[] {
  const transactions =
    'transactions' in params && Array.isArray(params.transactions) ? params.transactions : []
  const types = transactions.map((transaction: unknown) =>
    typeof transaction === 'object' && transaction !== null && 'type' in transaction
      ? transaction.type
      : undefined,
  )
  return [...new Set(types.filter((type) => typeof type === 'string'))]
}
