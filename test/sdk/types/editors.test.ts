import { expect, expectTypeOf, test } from 'vitest'
import { methodCatalogue } from '../../../sdk/src/index.ts'
import type { Described, Transactions } from '../../../sdk/src/methods/applications.ts'
import type { editors, Listed } from '../../../sdk/src/methods/editors.ts'
import { methodNames } from './method-names.ts'

type TypesOf<Transaction> = Transaction extends { readonly type: infer Type extends string }
  ? Type extends `custom.${string}`
    ? never
    : Type
  : never

test('types and values list the same transactions for every editor', () => {
  type Typed = { [Name in keyof Transactions]: TypesOf<Transactions[Name]> }
  type Valued = {
    [Name in keyof typeof editors as `${Name}.edit`]: Exclude<Listed<(typeof editors)[Name]>, ''> | 'mfa'
  }
  expectTypeOf<Typed>().toEqualTypeOf<Valued>()
})

test('types and values list the same methods, and they are those of a stock Phorge', () => {
  expectTypeOf<keyof Described>().toEqualTypeOf<(typeof methodNames)[number]>()
  expect([...methodCatalogue.keys()].sort()).toEqual([...methodNames].sort())
})
