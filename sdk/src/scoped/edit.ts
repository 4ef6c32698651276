import type { ObjectIdentifier } from '../methods/method.ts'
import type { ScopeMissing, TypeOf } from './scope.ts'

/** To create takes one scope, whatever the new object is given; to change an object takes one for each type of change. */
export type ScopedEditParams<Name extends string, Transaction, Aspects extends string> =
  | CreationParams<Name, Transaction, Aspects>
  | ChangeParams<Name, ScopedTransaction<Name, Transaction, Exclude<Aspects, 'create'>>, Aspects>

type CreationParams<Name extends string, Transaction, Aspects extends string> = 'create' extends Aspects
  ? [Exclude<Aspects, 'create'>] extends [never]
    ? CreationWithoutScope<Name, Transaction>
    : Creation<Transaction>
  : never

type ChangeParams<Name extends string, Transaction, Aspects extends string> = [
  Exclude<Aspects, 'create'>,
] extends [never]
  ? never
  : 'create' extends Aspects
    ? Change<Transaction>
    : ChangeWithoutScope<`${Name}:create`, Transaction>

/** Parameters of an `*.edit` that makes an object. */
interface Creation<Transaction> {
  readonly objectIdentifier?: undefined
  readonly transactions: readonly Transaction[]
}

/** Parameters of an `*.edit` that changes an object. */
interface Change<Transaction> {
  readonly objectIdentifier: ObjectIdentifier
  readonly transactions: readonly Transaction[]
}

/** For a client that may not change objects. */
interface CreationWithoutScope<Missing extends string, Transaction> {
  readonly objectIdentifier?: ScopeMissing<Missing> | undefined
  readonly transactions: readonly Transaction[]
}

/** For a client that may not make objects: an identifier is required, and the error names this type. */
interface ChangeWithoutScope<_Missing extends string, Transaction> extends Change<Transaction> {}

/** A transaction of one of these types. The value of any other is a scope that is missing. */
export type ScopedTransaction<Name extends string, Transaction, Aspects extends string> =
  | { [Type in Aspects & string]: WithType<Transaction, Type> }[Aspects & string]
  | {
      [Type in Exclude<TypeOf<Transaction>, Aspects>]: {
        readonly type: Type
        readonly value: ScopeMissing<`${Name}:${Type}`>
      }
    }[Exclude<TypeOf<Transaction>, Aspects>]

/** Also where the type is one of several (`projects.add`) or any custom field. */
type WithType<Transaction, Type extends string> = Transaction extends {
  readonly type: infer Types
  readonly value: infer Value
}
  ? Type extends Types
    ? { readonly type: Type; readonly value: Value }
    : never
  : never
