import type { Conduit } from '../conduit.ts'
import type { Credential } from '../credentials/credential.ts'
import type { Applications } from '../methods/applications.ts'
import type { ScopedLookups } from './lookups.ts'
import type { ScopedCall, ScopedNamespaces } from './methods.ts'
import type { Scope } from './scope.ts'
import type { ScopedTasks } from './tasks.ts'

/**
 * A client that offers to the compiler what its scopes allow: methods, types of transactions, what can be done to tasks.
 * Anything else is a type error that names the scope. When the program runs it is the client that it was made of: only
 * the server knows what the person has granted.
 */
export type ScopedConduit<Scopes extends string> = Omit<
  Conduit,
  keyof Applications | keyof OwnPart<Scopes> | 'paginate'
> &
  ScopedNamespaces<Scopes> &
  OwnPart<Scopes>

/** A scope, or an aspect of a method that is one as a whole. */
type Within<Scopes extends string> = Scopes | Extract<Scope, `${Scopes}:${string}`>

interface OwnPart<Scopes extends string> {
  readonly tasks: ScopedTasks<Scopes>
  readonly lookup: ScopedLookups<Scopes>
  readonly call: ScopedCall<Scopes>
  /** The same scopes for somebody else. */
  as(credential: Credential | undefined): ScopedConduit<Scopes>
  /** Some of these scopes, for a part of the program that needs no more. */
  withScopes<const Fewer extends readonly Within<Scopes>[]>(scopes: Fewer): ScopedConduit<Fewer[number]>
}
