import type { Account, MethodDescription } from '../backend.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { ReadyTasks } from './maniphest/search/tasks.ts'
import type { Store } from './store.ts'

/** What every method works on. */
export interface Context {
  readonly store: Store
  readonly accounts: Accounts
  readonly readyTasks: ReadyTasks
  /** Start of every `uri` in an answer, without a slash at its end. */
  readonly publicUrl: string
  /** Now, in epoch seconds. */
  readonly now: () => number
  /** What `conduit.query` answers. */
  readonly methods: ReadonlyMap<string, MethodDescription>
}

export interface MethodCall {
  readonly params: Readonly<Record<string, unknown>>
  /** Values carry types (JSON). Otherwise they are strings of a form and read leniently, as Phorge does. */
  readonly typed: boolean
  readonly viewer: Account
}

/** One Conduit method. `answer` returns the `result` and throws a `Refusal`. */
export interface Method {
  readonly name: string
  readonly description: MethodDescription
  answer(context: Context, call: MethodCall): unknown
}

/** A method that anybody may call, signed in or not. */
export interface AnonymousMethod {
  readonly name: string
  readonly description: MethodDescription
  readonly anonymous: true
  answer(context: Context): unknown
}
