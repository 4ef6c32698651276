import { expect, expectTypeOf, test } from 'vitest'
import { methodCatalogue } from '../../../sdk/src/index.ts'
import type { Described, Transactions } from '../../../sdk/src/methods/applications.ts'
import type { editors, gatewayEditors, Listed } from '../../../sdk/src/methods/editors.ts'
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
  } & { [Name in keyof typeof gatewayEditors as `${Name}.edit`]: Listed<(typeof gatewayEditors)[Name]> }
  expectTypeOf<Typed>().toEqualTypeOf<{ [Name in keyof Valued]: Valued[Name] }>()
})

test('types and values list the same methods, and they are those of a stock Phorge and of a gateway', () => {
  expectTypeOf<keyof Described>().toEqualTypeOf<(typeof methodNames)[number]>()
  expect([...methodCatalogue.keys()].sort()).toEqual([...methodNames].sort())
})
