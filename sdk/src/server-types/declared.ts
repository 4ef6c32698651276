import { methodAt } from './method-tree.ts'
import { Tokens, unquoted } from './tokens.ts'

/** What a declaration file says of one thing: that there is such a member, and of which type where that says more. */
export interface Declared {
  /** A name in `ServerTypes`, or `method`. */
  readonly kind: string
  readonly name: string
  /** On one line. */
  readonly type: string
}

/** Reads a file that `typesFile` wrote, whatever a formatter has made of it since. */
export function declaredIn(source: string): {
  readonly kinds: ReadonlySet<string>
  readonly all: readonly Declared[]
} {
  const kinds = new Set<string>(['method'])
  const all: Declared[] = []
  for (const { name, members } of interfacesIn(new Tokens(source))) {
    if (name === 'ServerTypes') {
      for (const member of members) {
        kinds.add(member.name)
        all.push(...choicesOf(member))
      }
    } else all.push(...methodsOf(name, members))
  }
  return { kinds, all }
}

interface Member {
  readonly name: string
  readonly type: readonly string[]
}

/** `'open' | 'stalled'` is two of them, an object type one for each of its fields. */
function choicesOf({ name: kind, type }: Member): Declared[] {
  if (isObject(type)) {
    return membersIn(new Tokens(type)).map(({ name, type }) => ({ kind, name, type: written(type) }))
  }
  const choices = type.filter((token) => !['|', '\n', 'never'].includes(token))
  return choices.map((choice) => ({ kind, name: unquoted(choice), type: '' }))
}

function methodsOf(
  interfaceName: string,
  members: readonly Member[],
  path: readonly string[] = [],
): Declared[] {
  return members.flatMap(({ name, type }) => {
    const below = [...path, name]
    if (isObject(type)) return methodsOf(interfaceName, membersIn(new Tokens(type)), below)
    const method = methodAt({ interface: interfaceName, path: below })
    return [{ kind: 'method', name: method, type: written(type) }]
  })
}

function interfacesIn(tokens: Tokens): { name: string; members: Member[] }[] {
  const found: { name: string; members: Member[] }[] = []
  while (tokens.skipPast('interface')) {
    const name = tokens.next() ?? ''
    found.push({ name, members: membersIn(tokens) })
  }
  return found
}

/** The members between the next braces. */
function membersIn(tokens: Tokens): Member[] {
  const members: Member[] = []
  tokens.skipPast('{')
  for (;;) {
    tokens.skipSeparators()
    const token = tokens.next()
    if (token === undefined || token === '}') return members
    if (token === 'readonly') continue
    const isOptional = tokens.skip('?')
    tokens.skip(':')
    members.push({ name: `${unquoted(token)}${isOptional ? '?' : ''}`, type: tokens.type() })
  }
}

function isObject(type: readonly string[]): boolean {
  return type.find((token) => token !== '\n') === '{'
}

/** On one line, as people write it. */
function written(type: readonly string[]): string {
  const text = type.filter((token) => token !== '\n').join(' ')
  return text.replaceAll(/ ([>\])?:;,])/g, '$1').replaceAll(/ ?([<[(]) ?/g, '$1')
}
