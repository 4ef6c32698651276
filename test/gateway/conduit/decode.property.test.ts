import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type DecodedRequest,
  decodeRequest,
  type RawRequest,
  UnreadableRequest,
} from '../../../gateway/src/conduit/decode.ts'
import { parseForm } from '../../../gateway/src/conduit/form.ts'

const name = fc
  .string({ minLength: 1, maxLength: 6, unit: 'grapheme' })
  .filter((text) => !/[[\]]/.test(text) && text !== '__proto__' && text.isWellFormed())
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => value.isWellFormed())
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
}))
const fields = fc.dictionary(name, value, { noNullPrototype: true })

it('a form that was written as PHP reads it is read back', () => {
  fc.assert(
    fc.property(fields, (written) => {
      const pairs = Object.entries(written).flatMap(([key, child]) => flatten(key, child))
      const encoded = pairs
        .map(([key, leaf]) => `${encodeURIComponent(key)}=${encodeURIComponent(leaf)}`)
        .join('&')
      expect(parseForm(encoded)).toEqual(asPhpHasIt(written))
    }),
    { numRuns: 2000 },
  )
})

it('a list whose items are appended is the list', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (items) => {
      const encoded = items.map((item) => `a[b][]=${encodeURIComponent(item)}`).join('&')
      expect(parseForm(encoded)).toEqual({ a: { b: items } })
    }),
  )
})

it('bytes of any kind are read or refused, and pollute nothing', () => {
  const piece = fc.constantFrom(
    'params',
    '=',
    '&',
    '[',
    ']',
    '{',
    '}',
    '"',
    ':',
    '%',
    '%5B',
    '__proto__',
    'a',
    '0',
    ',',
  )
  const noise = fc.oneof(
    fc.uint8Array(),
    fc.array(piece, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
  )
  fc.assert(
    fc.property(noise, fc.array(piece), (body, query) => {
      const decoded = readOrRefused({ query: query.join(''), contentType: undefined, body })
      for (const part of decoded ? [decoded.params, decoded.metadata] : []) {
        expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(part))
        expect(keysIn(part)).not.toContain('__proto__')
      }
    }),
    { numRuns: 5000 },
  )
})

function readOrRefused(request: RawRequest): DecodedRequest | undefined {
  try {
    return decodeRequest(request)
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableRequest)
    return undefined
  }
}

function keysIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, child]) => [key, ...keysIn(child)])
}

function flatten(path: string, node: unknown): [string, string][] {
  if (typeof node === 'string') return [[path, node]]
  return Object.entries(node as object).flatMap(([key, child]) => flatten(`${path}[${key}]`, child))
}

/** A PHP array is a list when its keys count up from nothing. */
function asPhpHasIt(node: unknown, top = true): unknown {
  if (typeof node === 'string') return node
  const entries = Object.entries(node as object).map(
    ([key, child]) => [key, asPhpHasIt(child, false)] as const,
  )
  const isList = !top && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}
