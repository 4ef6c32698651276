import type { CallOptions } from './conduit.ts'
import type { ConduitMethods } from './methods/catalogue.ts'
import { isMethod, type Method, type SearchMethod } from './methods/method.ts'
import type { Search } from './paging.ts'

/** The methods of one application as functions: `maniphest.status.search` is `conduit.maniphest.status.search()`. */
export type Namespace<Tree> = { readonly [Key in keyof Tree]: Callable<Tree[Key]> }

type Callable<Entry> =
  Entry extends SearchMethod<string, infer Params, infer Item>
    ? (params?: Params, options?: CallOptions) => Search<Item>
    : Entry extends Method<string, infer Params, infer Result>
      ? Arguments<Params> extends infer Args extends unknown[]
        ? (...args: Args) => Promise<Result>
        : never
      : Namespace<Entry>

/** `params` may be left out where nothing in them is required. */
export type Arguments<Params> =
  Record<never, never> extends Params
    ? [params?: Params, options?: CallOptions]
    : [params: Params, options?: CallOptions]

/** Any method; an editor suggests those that this package knows. */
export type MethodName = keyof ConduitMethods | (string & Record<never, never>)

/** What `call` takes after the name of a method. */
export type CallArguments<Name extends string> = Name extends keyof ConduitMethods
  ? Arguments<ConduitMethods[Name]['params']>
  : [params?: object, options?: CallOptions]

/** What `call` answers for a method. */
export type CallResult<Name extends string> = Name extends keyof ConduitMethods
  ? ConduitMethods[Name]['result']
  : unknown

/** Makes the calls of a namespace. */
export interface Caller {
  call(method: Method, params: object, options: CallOptions | undefined): Promise<unknown>
  search(method: Method, params: object, options: CallOptions | undefined): Search<unknown>
}

/** Turns a tree of methods into a tree of functions. */
export function namespace<Tree extends object>(tree: Tree, caller: Caller): Namespace<Tree> {
  const entries = Object.entries(tree).map(([key, entry]) => [key, bound(entry, caller)])
  return Object.freeze(Object.fromEntries(entries)) as Namespace<Tree>
}

function bound(entry: object, caller: Caller): unknown {
  if (!isMethod(entry)) return namespace(entry, caller)
  return (params: object = {}, options?: CallOptions) =>
    entry.paged ? caller.search(entry, params, options) : caller.call(entry, params, options)
}
