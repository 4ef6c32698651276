import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import type { Described } from '../../../sdk/src/methods/applications.ts'
import { calls } from './calls.ts'
import { called } from './conduit.ts'
import { edits } from './edits.ts'
import { methodNames } from './method-names.ts'
import { searches } from './searches.ts'

const written = { ...calls, ...edits, ...searches }

test('for every method there is a call that compiles, and one that must not', () => {
  expectTypeOf<keyof typeof written>().toEqualTypeOf<keyof Described>()
  expect(Object.keys(written).sort()).toEqual([...methodNames].sort())
})

test.each(methodNames)('%s is called by the path that its name is', async (name) => {
  called.length = 0
  const [right] = written[name]
  await expect(Promise.resolve(right?.())).rejects.toMatchObject({ method: name })
  expect(called).toEqual([name])
})

const source = ['calls', 'edits', 'searches']
  .map((file) => readFileSync(join(import.meta.dirname, `${file}.ts`), 'utf8'))
  .join('')

test.each(methodNames)('of %s one call is one that the compiler must refuse', (name) => {
  const [, entry = ''] = source.split(`  '${name}': [\n`)
  const [right = '', wrong = ''] = entry.slice(0, entry.indexOf('\n  ],')).split('// @ts-expect-error\n')
  // The compiler itself fails when the line below such a comment compiles.
  expect(right).toContain(`conduit.${name}(`)
  expect(wrong).toContain(`conduit.${name}(`)
})
