import type { CallPromise } from './call-promise.ts'
import type { Applications } from './methods/applications.ts'
import type { ConduitMethods } from './methods/catalogue.ts'
import type { AttachmentOf, Method, PagedMethod, Wanted, WithAttachments } from './methods/method.ts'
import { isPaged } from './methods/rules.ts'
import type { Page } from './methods/search.ts'
import type { CallOptions } from './options.ts'
import type { Search } from './paging.ts'

/** The methods of every application as functions: `maniphest.status.search` is `conduit.maniphest.status.search()`. */
export type Namespaces = { readonly [Name in keyof Applications]: Namespace<Applications[Name]> }

/** The methods of one application as functions. */
export type Namespace<Tree> = { readonly [Key in keyof Tree]: Callable<Tree[Key]> }

export type Callable<Entry> =
  Entry extends PagedMethod<infer Params, infer Item>
    ? Searching<Params, Item>
    : Entry extends Method<infer Params, infer Result>
      ? Arguments<Params> extends infer Args extends unknown[]
        ? (...args: Args) => CallPromise<Result>
        : never
      : Namespace<Entry>

/** What is attached is certain in what is found, when `attachments` says so where the search is called. */
type Searching<Params, Item> = 'attachments' extends keyof Params
  ? <const Asked extends Wanted<AttachmentOf<Item>> = Record<never, never>>(
      params?: Asking<Params, Asked>,
      options?: CallOptions,
    ) => Search<WithAttachments<Item, Asked>>
  : (params?: Params, options?: CallOptions) => Search<Item>

/** Parameters of a search, and what it asks to be attached. */
export type Asking<Params, Asked> = Params & {
  readonly attachments?: (Asked & Nothing<Exclude<keyof Asked, AttachmentsIn<Params>>>) | undefined
}

/** What cannot be attached cannot be asked for either. */
type Nothing<Name extends PropertyKey> = { readonly [Unknown in Name]: never }

type AttachmentsIn<Params> = Params extends { readonly attachments?: infer Attachments }
  ? keyof NonNullable<Attachments>
  : never

/** The methods that find objects, to which more can be attached. */
export type SearchName = {
  [Name in keyof ConduitMethods]: 'attachments' extends keyof ConduitMethods[Name]['params'] ? Name : never
}[keyof ConduitMethods]

/** What can be attached to the objects that a method finds. */
export type AttachmentsOf<Name extends SearchName> = Wanted<AttachmentOf<ItemOf<Name>>>

/** A page of objects, with what was asked for. */
export type FoundPage<Name extends SearchName, Asked> = Page<WithAttachments<ItemOf<Name>, Asked>>

type ItemOf<Name extends SearchName> = ConduitMethods[Name]['result'] extends Page<infer Item> ? Item : never

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

/** What the functions of a namespace call. */
export interface Caller {
  call(method: string, params?: object, options?: CallOptions): CallPromise<unknown>
  paginate(method: string, params?: object, options?: CallOptions): Search<unknown>
}

/**
 * A class whose instances, which are callers, have every application as a property: also one that nobody has heard of. So
 * an application of your own server is called as those of Phorge are, and no list of methods is part of a program.
 */
export function withNamespaces(): new () => Namespaces {
  class Client {}
  const roots = new WeakMap<object, object>()
  const applications = new Proxy(Object.prototype, {
    get(target, key, client) {
      if (!isName(key) || key in target) return Reflect.get(target, key, client)
      const root = roots.get(client) ?? namespace({}, '', client)
      roots.set(client, root)
      return Reflect.get(root, key)
    },
  })
  Object.setPrototypeOf(Client.prototype, applications)
  return Client as new () => Namespaces
}

/** Its entries are made when they are first read: a client for one request uses one or two. */
function namespace(entries: object, path: string, caller: Caller): object {
  return new Proxy(entries, {
    get(target, key) {
      if (isName(key) && !(key in target)) {
        const method = `${path}${key}`
        // What is no method by itself (`maniphest`, `maniphest.status`) and is called is refused by its name.
        const call = (params?: object, options?: CallOptions) =>
          isPaged(method) ? caller.paginate(method, params, options) : caller.call(method, params, options)
        Reflect.set(target, key, namespace(path ? call : {}, `${method}.`, caller))
      }
      return Reflect.get(target, key)
    },
  })
}

/**
 * Phorge writes its methods small. Everything else is what programs look for in any object (`toJSON`, `nodeType`), and
 * what had a `then` would be taken for a promise.
 */
function isName(key: string | symbol): key is string {
  return typeof key === 'string' && key !== 'then' && /^[a-z][a-z0-9_]*$/.test(key)
}
