import type { Transactions } from '../methods/applications.ts'
import type { ConduitMethods } from '../methods/catalogue.ts'
import type { AbsentMethod } from '../server-types/server-types.ts'

/** Methods that need no scope: `unscopedMethods`, and what the server answers to anybody. */
export type UnscopedMethod =
  | 'user.whoami'
  | 'conduit.query'
  | 'conduit.getcapabilities'
  | 'conduit.ping'
  | 'conduit.connect'
  | 'conduit.getcertificate'
  | 'auth.logout'
  | 'maniphest.status.search'
  | 'maniphest.priority.search'

/** The type of a transaction, or of each in a union of them. */
export type TypeOf<Transaction> = Transaction extends { readonly type: infer Type extends string }
  ? Type
  : never

/**
 * A scope that there is: a method, or a method and one aspect of it, which is `create` or a type of transaction. Methods
 * and custom fields that `phorge-conduit types` found are among them, and methods that the server does not have are not.
 */
export type Scope =
  | Exclude<keyof ConduitMethods, UnscopedMethod | AbsentMethod>
  | {
      // The editors of a gateway create nothing.
      [Name in Exclude<keyof Transactions, AbsentMethod>]: Name extends 'application.edit' | 'token.edit'
        ? `${Name}:${TypeOf<Transactions[Name]>}`
        : `${Name}:${'create' | TypeOf<Transactions[Name]>}`
    }[Exclude<keyof Transactions, AbsentMethod>]

/**
 * Stands where a client without a scope would need it. There is no such value: whatever is written there is a type error,
 * which names the scope.
 */
export interface ScopeMissing<Missing extends string> {
  readonly [missing]: Missing
}

declare const missing: unique symbol

/** What is there for a client with all of these scopes. For any other it is a type error, which names those it lacks. */
export type Needs<Needed extends string, Scopes extends string, Type> = [Lacking<Needed, Scopes>] extends [
  never,
]
  ? Type
  : ScopeMissing<Lacking<Needed, Scopes>>

/** Who has a whole method needs no aspect of it. */
type Lacking<Needed extends string, Scopes extends string> = Exclude<Needed, Scopes | `${Scopes}:${string}`>

/** The aspects of an `*.edit` that the scopes allow: all of them where they have the whole method. */
export type AspectsIn<Scopes extends string, Method extends string> = Method extends Scopes
  ? string
  : Scopes extends `${Method}:${infer Aspect}`
    ? Aspect
    : never
