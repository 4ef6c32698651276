/**
 * A scope: a Conduit method name (`maniphest.search`), or a method and one aspect of it (`maniphest.edit:status`).
 * The aspects of an `*.edit` method are `create` and each of its transaction types.
 */
export type Scope = string & { readonly __scope: true }

// The aspect may hold colons of its own: a custom field is edited by `custom.<namespace>:<key>`.
const GRAMMAR = /^[a-z][a-z0-9]{0,63}(?:\.[a-z0-9]{1,64}){1,5}(?::[A-Za-z0-9][A-Za-z0-9._:-]{0,127})?$/

/** Whether the text has the form of a scope. It says nothing about whether such a method exists. */
export function isScope(text: string): text is Scope {
  return GRAMMAR.test(text)
}

/** The scopes in a list separated by spaces or commas (Phorge takes both); what has not the form of one is left out. */
export function parseScopes(text: string): Set<Scope> {
  return new Set(text.split(/[\s,]+/).filter(isScope))
}

/** The `scope` parameter of RFC 6749, section 3.3. */
export function formatScopes(scopes: Iterable<Scope>): string {
  return [...scopes].join(' ')
}

export function scopeOf(method: string, aspect?: string): Scope {
  return (aspect === undefined ? method : `${method}:${aspect}`) as Scope
}

export function methodOf(scope: Scope): string {
  const colon = scope.indexOf(':')
  return colon < 0 ? scope : scope.slice(0, colon)
}

/** The aspect, or `undefined` for a scope of the whole method. */
export function aspectOf(scope: Scope): string | undefined {
  const colon = scope.indexOf(':')
  return colon < 0 ? undefined : scope.slice(colon + 1)
}

/** Whether somebody who holds `held` may do `needed`: by that very scope, or by the whole method. */
export function covers(held: ReadonlySet<Scope>, needed: Scope): boolean {
  return held.has(needed) || held.has(methodOf(needed) as Scope)
}

/** What both sets cover, sorted. */
export function intersectScopes(a: ReadonlySet<Scope>, b: ReadonlySet<Scope>): Scope[] {
  const both = new Set([...a].filter((scope) => covers(b, scope)))
  for (const scope of b) if (covers(a, scope)) both.add(scope)
  return [...both].sort()
}
