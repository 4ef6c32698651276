import { aspectsOf, isOffered } from './aspects.ts'
import { type DenyList, denyList, wildcard } from './methods.ts'
import { isScope, type Scope, scopeOf } from './scope.ts'

export interface ExpandedScopes {
  /** The explicit list to save, sorted. */
  readonly scopes: readonly Scope[]
  /** The patterns that stand for nothing: misspelt, no such method, or on the deny list. */
  readonly unmatched: readonly string[]
}

/**
 * Turns what an administrator wrote (`maniphest.search`, `maniphest.*`, `*.edit:comment`, `maniphest.edit:*`) into the
 * scopes it stands for today. It is done once, on saving: a method that appears later is never granted by itself. A
 * wildcard without a colon stands for whole methods only.
 */
export function expandScopes(
  patterns: Iterable<string>,
  methods: Iterable<string>,
  deny: DenyList = denyList(),
): ExpandedScopes {
  const known = new Set([...methods].filter((method) => !deny.has(method)))
  const scopes = new Set<Scope>()
  const unmatched: string[] = []
  for (const pattern of patterns) {
    const matches = pattern.includes('*') ? byWildcard(pattern, known) : byName(pattern, known)
    if (matches.length === 0) unmatched.push(pattern)
    for (const scope of matches) scopes.add(scope)
  }
  return { scopes: [...scopes].sort(), unmatched }
}

function byName(name: string, known: ReadonlySet<string>): Scope[] {
  return isScope(name) && isOffered(name, known) ? [name] : []
}

function byWildcard(pattern: string, known: ReadonlySet<string>): Scope[] {
  const [methodPattern = '', ...rest] = pattern.split(':')
  const methods = [...known].filter((method) => wildcard(methodPattern).test(method))
  if (rest.length === 0) return methods.map((method) => scopeOf(method))
  const aspect = wildcard(rest.join(':'))
  return methods.flatMap((method) =>
    aspectsOf(method)
      .filter((name) => aspect.test(name))
      .map((name) => scopeOf(method, name)),
  )
}
