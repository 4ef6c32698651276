import { literal } from './declaration.ts'

/** A parameter as `conduit.query` describes it, in TypeScript. */
export interface DescribedParameter {
  readonly type: string
  readonly isRequired: boolean
}

type Position = 'parameter' | 'result'

/** Words that say something of a value and nothing of its type. */
const QUALIFIERS = /^(?:(?:required|optional|nonempty|valid|deprecated|ignored|unsupported)\b\s*)+/i

/** A word of a description, in TypeScript. Descriptions are prose of whoever wrote the method: others are `unknown`. */
const WORDS: Readonly<Record<string, string>> = {
  'base64-bytes': 'string',
  bool: 'boolean',
  boolean: 'boolean',
  double: 'number',
  epoch: 'number',
  float: 'number',
  guid: 'string',
  id: 'number',
  int: 'number',
  integer: 'number',
  null: 'null',
  order: 'string | readonly string[]',
  phid: 'Phid',
  phids: 'Phid',
  policy: 'string',
  string: 'string',
  text: 'string',
  uint: 'number',
  void: 'null',
}

/** Reads a description such as `optional list<phid>`. What says neither that it is required nor that it is not, is. */
export function describedParameter(description: string): DescribedParameter {
  const isRequired = !/\b(?:optional|deprecated|ignored|unsupported)\b/i.test(description)
  return { type: typeOf(bare(description), 'parameter'), isRequired }
}

/** Reads a description such as `nonempty dict<string, wild>`. */
export function describedResult(description: string): string {
  return typeOf(bare(description), 'result')
}

/** Without what is said in brackets or after a comma: `optional int (default = 100)`, `optional int, default = 100`. */
function bare(description: string): string {
  const text = description.replaceAll(/\([^()]*\)/g, '').replace(/,\s*default\b.*$/is, '')
  return text.trim().replace(QUALIFIERS, '').trim()
}

function typeOf(text: string, position: Position): string {
  const choices = separated(text, '|')
  if (choices.length > 1) return union(choices.map((choice) => typeOf(choice, position)))
  const [, name = text, inner] = /^([\w-]+)\s*<(.*)>$/s.exec(text) ?? []
  const word = name.toLowerCase()
  if (Object.hasOwn(WORDS, word) && inner === undefined) return WORDS[word] ?? 'unknown'
  const quoted = /^["']([^"']*)["']$/.exec(text)?.[1]
  if (quoted !== undefined) return literal(quoted)
  return containerOf(word, inner === undefined ? [] : separated(inner, ','), position)
}

function containerOf(word: string, inner: readonly string[], position: Position): string {
  const types = inner.map((part) => typeOf(bare(part), position))
  switch (word) {
    case 'list':
    case 'array': {
      const item = types.length === 1 ? (types[0] ?? 'unknown') : 'unknown'
      return `${position === 'parameter' ? 'readonly ' : ''}${item.includes(' ') ? `(${item})` : item}[]`
    }
    case 'map':
    case 'dict': {
      const value = types.at(-1) ?? 'unknown'
      return position === 'parameter' ? `Readonly<Record<string, ${value}>>` : `PhpMap<${value}>`
    }
    case 'pair':
      return `readonly [${types.join(', ')}]`
    case 'string-constant':
      return inner.length > 0 ? union(types) : 'string'
    default:
      return 'unknown'
  }
}

/** The parts of a text between such signs, as far as they are not inside brackets of their own. */
function separated(text: string, sign: ',' | '|'): string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === '<') depth += 1
    if (character === '>') depth -= 1
    if (character === sign && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts.map((part) => part.trim())
}

function union(types: readonly string[]): string {
  return types.includes('unknown') ? 'unknown' : [...new Set(types)].join(' | ')
}
