import type { MethodDescription } from '../methods/conduit.ts'
import { compare, interfaceOf, property } from './declaration.ts'
import { describedParameter, describedResult } from './described-type.ts'
import { placeOf } from './method-tree.ts'
import type { ServerDescription } from './server-description.ts'

/** Methods below the parts of their names. Not an object: a server may have a part called `__proto__`. */
type Tree = Map<string, Tree | MethodDescription>

/** The interfaces of this package to which the server's own methods are added, with these. */
export function methodInterfaces({ methods }: ServerDescription): string[] {
  const interfaces: Tree = new Map()
  const names = Object.keys(methods).sort(compare)
  for (const [name, description] of Object.entries(methods)) {
    const { interface: into, path } = placeOf(name, names)
    place(interfaces, [into, ...path], description)
  }
  return inOrder(interfaces).map(([name, tree]) =>
    interfaceOf(name, tree instanceof Map ? membersOf(tree) : []),
  )
}

function place(tree: Tree, [part = '', ...rest]: readonly string[], description: MethodDescription): void {
  if (rest.length === 0) {
    tree.set(part, description)
    return
  }
  const below = tree.get(part)
  const branch: Tree = below instanceof Map ? below : new Map()
  tree.set(part, branch)
  place(branch, rest, description)
}

function membersOf(tree: Tree): string[] {
  return inOrder(tree).flatMap(([name, entry]) =>
    entry instanceof Map
      ? [`readonly ${property(name)}: {`, ...membersOf(entry).map((line) => `  ${line}`), '}']
      : [...comment(entry.description), `readonly ${property(name)}: ${methodType(name, entry)}`],
  )
}

function inOrder(tree: Tree): [string, Tree | MethodDescription][] {
  return [...tree].sort(([one], [other]) => compare(one, other))
}

/** As Phorge's own kinds of methods where it has their parameters. */
function methodType(name: string, { params, return: result }: MethodDescription): string {
  const has = (...names: string[]) => names.every((name) => Object.hasOwn(params, name))
  const isEdit = /(^|\.)edit$/.test(name) && has('transactions', 'objectIdentifier')
  if (isEdit) return 'EditMethod<string, { readonly type: string; readonly value: unknown }>'
  const isSearch = /(^|\.)search$/.test(name)
  if (isSearch && has('queryKey', 'constraints', 'attachments', 'order', 'limit', 'after'))
    return 'SearchMethod<Readonly<Record<string, unknown>>, FoundObject<string, Record<string, unknown>, Record<string, unknown>>, string>'
  const paging = isSearch && has('limit', 'after')
  const own = Object.entries(params).filter(
    ([name]) => !paging || !['limit', 'after', 'before'].includes(name),
  )
  const fields = own
    .sort(([one], [other]) => compare(one, other))
    .map(([name, type]) => parameter(name, type))
  const type = fields.length > 0 ? `{ ${fields.join('; ')} }` : 'NoParams'
  if (paging) return `PagedMethod<SearchParams${fields.length > 0 ? ` & ${type}` : ''}, unknown>`
  return `Method<${type}, ${describedResult(result)}>`
}

function parameter(name: string, description: string): string {
  const { type, isRequired } = describedParameter(description)
  return `readonly ${property(name)}${isRequired ? '' : '?'}: ${type}${isRequired || type === 'unknown' ? '' : ' | undefined'}`
}

/** What the server says of a method, on one line that ends where we end it. */
function comment(description: string | null | undefined): string[] {
  const text = (description ?? '').replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  if (text === '') return []
  const short = text.length > 200 ? `${text.slice(0, 199)}…` : text
  return [`/** ${short.replaceAll('*/', '* /')} */`]
}
