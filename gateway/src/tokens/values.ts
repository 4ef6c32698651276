import { isScope, type Scope } from '../access/scope.ts'
import { canBePicked, type TokenRights } from '../access/token-rights.ts'
import { readRange } from '../addresses/ranges.ts'
import { TokenRefusal } from './refusal.ts'

export const LONGEST_NAME = 80
const MOST_RANGES = 50

/** @throws {TokenRefusal} */
export function readName(text: string): string {
  const name = text.trim()
  if (!name) throw new TokenRefusal('invalid', 'Give the token a name, so that you know it again.', 'name')
  if (name.length <= LONGEST_NAME) return name
  throw new TokenRefusal('invalid', `At most ${LONGEST_NAME} characters.`, 'name')
}

/** Ranges as somebody wrote them, in the spelling in which they are kept. None: from everywhere. @throws {TokenRefusal} */
export function readAddresses(texts: readonly string[]): string[] {
  if (texts.length > MOST_RANGES) {
    throw new TokenRefusal('invalid', `At most ${MOST_RANGES} addresses and ranges.`, 'addresses')
  }
  return texts.map((text) => {
    const range = readRange(text)
    if (range !== undefined) return range
    const message = `“${text}” is no address and no range. Write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`
    throw new TokenRefusal('invalid', message, 'addresses')
  })
}

/** @param kind `all`, `read-only` or `scopes`, the last with a list of them @throws {TokenRefusal} */
export function readRightsOf(kind: string, picked: readonly string[]): TokenRights {
  if (kind === 'all' || kind === 'read-only') return kind
  const invalid = (message: string) => new TokenRefusal('invalid', message, 'rights')
  if (kind !== 'scopes') throw invalid('Choose what the token may do.')
  if (picked.length === 0) throw invalid('Tick what the token may do: at least one method.')
  const wrong = picked.filter((scope) => !isScope(scope) || !canBePicked(scope))
  if (wrong.length > 0) throw invalid(`A token cannot be made for ${wrong.join(', ')}.`)
  return new Set(picked as readonly Scope[])
}
