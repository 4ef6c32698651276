/** Values of a form, nested as PHP nests them: `a[0][type]=x` is `{ a: [{ type: 'x' }] }`. All leaves are strings. */
export type FormValue = string | readonly FormValue[] | { readonly [key: string]: FormValue }

/** The form cannot be read. The message is for a person and repeats nothing of the form. */
export class FormError extends Error {
  override readonly name = 'FormError'
}

const MOST_FIELDS = 10_000
const DEEPEST = 64
/** No parameter of Conduit's has a name nearly as long. */
const LONGEST_NAME = 1000
const NAME = /^([^[]+)((?:\[[^\]]*\])+)$/
const INDEX = /^(?:0|[1-9]\d{0,8})$/

/** A map that is being filled, and the index that PHP would give to the next `[]`. */
interface Branch {
  readonly entries: Map<string, string | Branch>
  next: number
}

/**
 * Reads `application/x-www-form-urlencoded` text. A field given twice counts once, with its later value; a name that is
 * not `a[b][c]` is taken as it stands, dots included. @throws {FormError}
 */
export function parseForm(text: string): Record<string, FormValue> {
  const root: Branch = { entries: new Map(), next: 0 }
  let fields = 0
  // Not by `split`: of a body that is nothing but separators it would make millions of strings.
  for (let start = 0, end = 0; end < text.length; start = end + 1) {
    end = text.indexOf('&', start)
    if (end < 0) end = text.length
    if (++fields > MOST_FIELDS) throw new FormError(`The form has more than ${MOST_FIELDS} fields.`)
    const pair = text.slice(start, end)
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeComponent(equals < 0 ? pair : pair.slice(0, equals))
    put(root, path(name), equals < 0 ? '' : decodeComponent(pair.slice(equals + 1)))
  }
  return toRecord(root)
}

function path(name: string): string[] {
  if (name.length > LONGEST_NAME)
    throw new FormError(`A field has a name of more than ${LONGEST_NAME} characters.`)
  const match = name.includes('[') ? NAME.exec(name) : null
  if (!match) return [safe(name)]
  const [, first = '', brackets = ''] = match
  const keys = [first, ...brackets.slice(1, -1).split('][')]
  if (keys.length > DEEPEST) throw new FormError(`The form is nested deeper than ${DEEPEST} levels.`)
  return keys.map(safe)
}

/** An own property of this name turns into a prototype wherever somebody copies it by assignment. */
function safe(key: string): string {
  if (key === '__proto__') throw new FormError('A field has a name that is not allowed.')
  return key
}

function put(root: Branch, keys: readonly string[], value: string): void {
  let branch = root
  for (const [depth, name] of keys.entries()) {
    const key = name === '' && depth > 0 ? String(branch.next) : name
    if (INDEX.test(key)) branch.next = Math.max(branch.next, Number(key) + 1)
    if (depth === keys.length - 1) {
      branch.entries.set(key, value)
      return
    }
    const child = branch.entries.get(key)
    const next = typeof child === 'object' ? child : { entries: new Map(), next: 0 }
    branch.entries.set(key, next)
    branch = next
  }
}

function toRecord(branch: Branch): Record<string, FormValue> {
  const record: Record<string, FormValue> = {}
  for (const [key, value] of branch.entries) record[key] = toValue(value)
  return record
}

function toValue(node: string | Branch): FormValue {
  if (typeof node === 'string') return node
  const isList = [...node.entries.keys()].every((key, index) => key === String(index))
  return isList ? [...node.entries.values()].map(toValue) : toRecord(node)
}

function decodeComponent(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new FormError('The form is not UTF-8, or a percent sign in it is not followed by two digits.')
  }
}
