import { applications, type KnownMethod } from './applications.ts'
import { type CataloguedMethod, isMethod, type Method } from './method.ts'

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

function methodsIn(tree: object): CataloguedMethod[] {
  return isMethod(tree) ? [tree] : Object.values(tree).flatMap(methodsIn)
}
