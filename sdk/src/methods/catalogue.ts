import { authMethods } from './auth.ts'
import { conduitMethods } from './conduit.ts'
import { maniphestMethods } from './maniphest.ts'
import type { EditMethod, Method, SearchMethod } from './method.ts'
import { phidMethods } from './phid.ts'
import { projectMethods } from './project.ts'
import { transactionMethods } from './transaction.ts'
import { userMethods } from './user.ts'

/** The methods of each application, named as Conduit names them: `maniphest.status.search`. */
export const applications = {
  /** Tasks. */
  maniphest: maniphestMethods,
  /** People, bots and mailing lists. */
  user: userMethods,
  /** Projects and their workboards. */
  project: projectMethods,
  /** What was done to objects. */
  transaction: transactionMethods,
  /** Objects of any type by name or PHID. */
  phid: phidMethods,
  /** The server itself. */
  conduit: conduitMethods,
  /** Sessions. */
  auth: authMethods,
}

type MethodsIn<Tree> = Tree extends Method ? Tree : { [Key in keyof Tree]: MethodsIn<Tree[Key]> }[keyof Tree]

export type KnownMethod = MethodsIn<typeof applications>

type Described = {
  [Known in KnownMethod as Known['name']]: Known extends Method<string, infer Params, infer Result>
    ? { params: Params; result: Result }
    : never
}

/**
 * Parameters and result of each method, by name. Add those that this package does not know:
 *
 * @example
 * ```ts
 * declare module 'phorge-conduit' {
 *   interface ConduitMethods {
 *     'acme.deploy': { params: { revision: string }; result: { url: string } }
 *   }
 * }
 * const { url } = await conduit.call('acme.deploy', { revision: 'r123' })
 * ```
 */
export interface ConduitMethods extends Described {}

/**
 * Every method that this package knows, by name: whether it reads or writes, whether it needs authentication, and for
 * `*.edit` which transaction types it takes.
 *
 * @example
 * ```ts
 * methodCatalogue.get('maniphest.edit')?.access // 'write'
 * methodCatalogue.get('maniphest.edit')?.transactionTypes // ['title', 'description', …]
 * ```
 */
export const methodCatalogue: ReadonlyMap<string, CataloguedMethod> = new Map(
  methodsIn(applications).map((method) => [method.name, method]),
)

export type CataloguedMethod = Method &
  Partial<Pick<EditMethod, 'transactionTypes'>> &
  Partial<Pick<SearchMethod, 'paged'>>

export function isMethod(value: unknown): value is CataloguedMethod {
  return typeof value === 'object' && value !== null && 'name' in value && 'access' in value
}

function methodsIn(tree: object): CataloguedMethod[] {
  return isMethod(tree) ? [tree] : Object.values(tree).flatMap(methodsIn)
}
