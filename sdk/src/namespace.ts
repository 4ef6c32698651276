import type { CallOptions } from './conduit.ts'
import type { Applications } from './methods/applications.ts'
import type { ConduitMethods } from './methods/catalogue.ts'
import type { AttachmentOf, Method, PagedMethod, Wanted, WithAttachments } from './methods/method.ts'
import { isPaged, knownMethods } from './methods/names.ts'
import type { Page } from './methods/search.ts'
import type { Search } from './paging.ts'

/** The methods of every application as functions: `maniphest.status.search` is `conduit.maniphest.status.search()`. */
export type Namespaces = { readonly [Name in keyof Applications]: Namespace<Applications[Name]> }

/** The methods of one application as functions. */
export type Namespace<Tree> = { readonly [Key in keyof Tree]: Callable<Tree[Key]> }

type Callable<Entry> =
  Entry extends PagedMethod<infer Params, infer Item>
    ? Searching<Params, Item>
    : Entry extends Method<infer Params, infer Result>
      ? Arguments<Params> extends infer Args extends unknown[]
        ? (...args: Args) => Promise<Result>
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

/** Makes the calls of a namespace. */
export interface Caller {
  call(method: string, params: object, options: CallOptions | undefined): Promise<unknown>
  search(method: string, params: object, options: CallOptions | undefined): Search<unknown>
}

/** Every application as a property that is made when it is first read: a client for one request uses one or two. */
export function namespaces(caller: Caller): PropertyDescriptorMap {
  const made = new Map<string, object>()
  const descriptor = (application: string): PropertyDescriptor => ({
    enumerable: true,
    get() {
      const namespace = made.get(application) ?? namespaceOf(application, caller)
      made.set(application, namespace)
      return namespace
    },
  })
  return Object.fromEntries(applicationNames.map((name) => [name, descriptor(name)]))
}

const applicationNames = [
  ...new Set([...knownMethods.keys()].map((name) => name.slice(0, name.indexOf('.')))),
]

interface Tree {
  [key: string]: Tree | ((params?: object, options?: CallOptions) => unknown)
}

function namespaceOf(application: string, caller: Caller): object {
  const tree: Tree = {}
  for (const method of knownMethods.keys()) {
    const [first, ...path] = method.split('.')
    if (first === application) place(tree, path, bound(method, caller))
  }
  return frozen(tree)
}

function place(tree: Tree, [key = '', ...rest]: string[], leaf: Tree[string]): void {
  if (rest.length === 0) {
    tree[key] = leaf
    return
  }
  tree[key] ??= {}
  place(tree[key] as Tree, rest, leaf)
}

function frozen(tree: Tree): object {
  for (const entry of Object.values(tree)) if (typeof entry === 'object') frozen(entry)
  return Object.freeze(tree)
}

function bound(method: string, caller: Caller): Tree[string] {
  return (params = {}, options) =>
    isPaged(method) ? caller.search(method, params, options) : caller.call(method, params, options)
}
