import { UsageError } from './failure.ts'

const HOW =
  'Write a value as in name=text, name:=5 (JSON), constraints[statuses][]=open, or give all parameters as one JSON object.'

/**
 * The parameters of a call from the words after the method: one JSON object, or `key=value` for text and `key:=json`
 * for anything else. Keys are written as Phorge's own forms write them: `constraints[ids][]:=12`.
 *
 * @throws {UsageError} which repeats no value.
 */
export function parametersFrom(words: readonly string[]): Record<string, unknown> {
  const [first, ...rest] = words
  if (first?.trimStart().startsWith('{')) {
    if (rest.length > 0) throw new UsageError('Nothing can follow the JSON object.', HOW)
    return jsonObject(first, 'The parameters')
  }
  const parameters: Record<string, unknown> = {}
  for (const word of words) assign(parameters, word)
  return parameters
}

/** @throws {UsageError} which tells the place and not the text. */
export function jsonObject(text: string, what: string): Record<string, unknown> {
  const value = json(text, what)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new UsageError(`${what} are not a JSON object.`, HOW)
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const place = /position \d+/.exec(String(error))?.[0]
    throw new UsageError(`${what} are not valid JSON${place ? ` (at ${place})` : ''}.`, HOW)
  }
}

function assign(parameters: Record<string, unknown>, word: string): void {
  const [, key = '', operator, text = ''] = /^([^=]*?)(:?=)(.*)$/s.exec(word) ?? []
  const [name = '', ...path] = pathOf(key)
  if (!operator || name === '') throw new UsageError('A word after the method is not key=value.', HOW)
  const value = operator === ':=' ? json(text, `The value of ${key}`) : text
  place(parameters, [name, ...path], value, key)
}

/** `constraints[ids][]` is `constraints`, `ids`, and the empty key, which stands for the next place in a list. */
function pathOf(key: string): string[] {
  const [, name = '', brackets = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key) ?? []
  return name === '' ? [] : [name, ...[...brackets.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')]
}

type Container = Record<string, unknown> | unknown[]

function place(root: Container, path: readonly string[], value: unknown, key: string): void {
  let container = root
  for (const [depth, step] of path.entries()) {
    const at = Array.isArray(container) && step === '' ? String(container.length) : step
    if (Array.isArray(container) ? !/^\d{1,4}$/.test(at) : at === '') throw mixed(key)
    const next = path[depth + 1]
    if (next === undefined) {
      set(container, at, value)
      return
    }
    const known = Object.hasOwn(container, at) ? (container as Record<string, unknown>)[at] : undefined
    const inner: unknown = known ?? (isIndex(next) ? [] : {})
    if (typeof inner !== 'object' || inner === null) throw mixed(key)
    set(container, at, inner)
    container = inner as Container
  }
}

function isIndex(step: string): boolean {
  return step === '' || /^\d+$/.test(step)
}

/** Not by assignment: a key may be `__proto__`. */
function set(container: Container, at: string, value: unknown): void {
  Object.defineProperty(container, at, { value, enumerable: true, configurable: true, writable: true })
}

function mixed(key: string): UsageError {
  return new UsageError(`${key} is used both as a list, as a map or as a value.`, HOW)
}
