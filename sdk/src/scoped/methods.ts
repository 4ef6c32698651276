import type { CallPromise } from '../call-promise.ts'
import type { CallOptions } from '../conduit.ts'
import type { Applications, Transactions } from '../methods/applications.ts'
import type { ConduitMethods } from '../methods/catalogue.ts'
import type { Method } from '../methods/method.ts'
import type {
  Arguments,
  Asking,
  AttachmentsOf,
  Callable,
  CallResult,
  FoundPage,
  SearchName,
} from '../namespace.ts'
import type { ScopedEditParams } from './edit.ts'
import type { AspectsIn, ScopeMissing, UnscopedMethod } from './scope.ts'

/** The methods of every application, as far as the scopes go. */
export type ScopedNamespaces<Scopes extends string> = {
  readonly [Name in keyof Applications]: ScopedNamespace<Applications[Name], Name, Scopes>
}

type ScopedNamespace<Tree, Path extends string, Scopes extends string> = {
  readonly [Key in keyof Tree]: Tree[Key] extends Method
    ? ScopedMethod<Tree[Key], `${Path}.${Key & string}`, Scopes>
    : ScopedNamespace<Tree[Key], `${Path}.${Key & string}`, Scopes>
}

/** The whole method, an edit of some aspects, or the scope that is missing. */
type ScopedMethod<Entry extends Method, Name extends string, Scopes extends string> = Name extends
  | Scopes
  | UnscopedMethod
  ? Callable<Entry>
  : [AspectsIn<Scopes, Name>] extends [never]
    ? ScopeMissing<Name>
    : Name extends keyof Transactions
      ? Callable<Method<ScopedEditParams<Name, Transactions[Name], AspectsIn<Scopes, Name>>, Entry['result']>>
      : ScopeMissing<Name>

/** `call` for a client with these scopes. */
export interface ScopedCall<Scopes extends string> {
  <Name extends SearchName, const Asked extends AttachmentsOf<Name> = Record<never, never>>(
    method: Permitted<Name, Scopes>,
    params: Asking<ConduitMethods[Name]['params'], Asked>,
    options?: CallOptions,
  ): CallPromise<FoundPage<Name, Asked>>
  <Name extends keyof ConduitMethods>(
    method: Permitted<Name, Scopes>,
    ...args: Arguments<ParamsOf<Name, Scopes>>
  ): CallPromise<CallResult<Name>>
}

/** The name of a method that the scopes allow, if only in part. */
type Permitted<Name extends string, Scopes extends string> = Name extends Scopes | UnscopedMethod
  ? Name
  : [AspectsIn<Scopes, Name>] extends [never]
    ? Name & ScopeMissing<Name>
    : Name

type ParamsOf<Name extends keyof ConduitMethods, Scopes extends string> = Name extends keyof Transactions
  ? Name extends Scopes
    ? ConduitMethods[Name]['params']
    : ScopedEditParams<Name, Transactions[Name], AspectsIn<Scopes, Name>>
  : ConduitMethods[Name]['params']
