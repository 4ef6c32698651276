import { describe, expect, test } from 'vitest'
import { describedParameter, describedResult } from '../../../sdk/src/server-types/described-type.ts'

describe('a parameter as a server describes it', () => {
  test.each([
    ['required string', 'string', true],
    ['string', 'string', true],
    ['optional list<phid>', 'readonly Phid[]', false],
    ['optional list <phid>', 'readonly Phid[]', false],
    ['optional int (default = 100)', 'number', false],
    ['optional int, default = 100', 'number', false],
    ['optional string (deprecated)', 'string', false],
    ['deprecated', 'unknown', false],
    ['unsupported', 'unknown', false],
    ['required nonempty base64-bytes', 'string', true],
    ['optional id|phid|string', 'number | Phid | string', false],
    ['phid|null', 'Phid | null', true],
    ['map<string, wild>', 'Readonly<Record<string, unknown>>', true],
    ['optional map<string, list<int>>', 'Readonly<Record<string, readonly number[]>>', false],
    ['list<string|int>', 'readonly (string | number)[]', true],
    [
      'optional list<pair<string-constant<"gtcm", "hgcm">, string>>',
      "readonly (readonly ['gtcm' | 'hgcm', string])[]",
      false,
    ],
    [
      'optional string-constant<"status-any", "status-open"> (default = "status-any")',
      "'status-any' | 'status-open'",
      false,
    ],
    ['required dict', 'Readonly<Record<string, unknown>>', true],
    ['optional order', 'string | readonly string[]', false],
    ['whatever you like', 'unknown', true],
    ['list<', 'unknown', true],
    ['', 'unknown', true],
  ])('%s is %s', (description, type, isRequired) => {
    expect(describedParameter(description)).toEqual({ type, isRequired })
  })
})

test.each([
  ['nonempty dict<string, wild>', 'PhpMap<unknown>'],
  ['list<string>', 'string[]'],
  ['list<dict>', 'PhpMap<unknown>[]'],
  ['void', 'null'],
  ['bool', 'boolean'],
  ['result-set', 'unknown'],
])('a result described as %s is %s', (description, type) => {
  expect(describedResult(description)).toBe(type)
})
