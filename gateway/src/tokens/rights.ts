import type { Scope } from '../access/scope.ts'
import type { TokenRights } from '../access/token-rights.ts'

/** As it is stored: `all`, `read-only`, or a JSON list of scopes in the order of their names. */
export function rightsText(rights: TokenRights): string {
  return typeof rights === 'string' ? rights : JSON.stringify([...rights].sort())
}

export function readRights(text: string): TokenRights {
  return text === 'all' || text === 'read-only' ? text : new Set<Scope>(JSON.parse(text))
}
