import { methodCatalogue } from 'phorge-conduit'
import { aspectOf, isScope, methodOf, type Scope, scopeOf } from './scope.ts'

/**
 * The editor methods of Phorge (master, August 2026). Not every `*.edit` is one: `phriction.edit` and `flag.edit` change
 * an object without `objectIdentifier` and `transactions`, and would look like a harmless "create". So a method has
 * aspects only when it stands here; all others are granted whole.
 */
const editorNames = `
  almanac.binding almanac.device almanac.interface almanac.namespace almanac.network almanac.service badge
  calendar.event conpherence countdown dashboard.panel differential.revision diffusion.commit diffusion.repository
  diffusion.uri drydock.blueprint harbormaster.build harbormaster.buildable harbormaster.buildplan harbormaster.step
  macro maniphest owners packages.package packages.publisher packages.version paste phame.blog phame.post
  phriction.document phurls portal project user`

/** Each with its transaction types, where the catalogue has them. */
const editors: ReadonlyMap<string, ReadonlySet<string> | undefined> = new Map(
  editorNames
    .trim()
    .split(/\s+/)
    .map((name) => {
      const types = methodCatalogue.get(`${name}.edit`)?.transactionTypes
      return [`${name}.edit`, types && new Set(types)]
    }),
)

/** Whether scopes of this method may name one aspect. */
export function hasAspects(method: string): boolean {
  return editors.has(method)
}

/** `create` and the transaction types we know of, for a form that offers them; empty for a method without aspects. */
export function aspectsOf(method: string): readonly string[] {
  return editors.has(method) ? ['create', ...(editors.get(method) ?? [])] : []
}

/**
 * Whether a transaction type has a scope of its own. Custom fields differ from one server to the next, and so do all
 * types of editors that are not listed in full; a type that we know not to exist can be sent with the whole method only.
 */
export function isAspect(method: string, aspect: string): boolean {
  if (!editors.has(method)) return false
  const types = editors.get(method)
  if (types?.has(aspect) || aspect === 'create') return true
  return (!types || aspect.startsWith('custom.')) && isScope(scopeOf(method, aspect))
}

/** Whether there can be such a scope: a whole method, or an aspect of a method that has it. */
export function isOffered(scope: Scope, methods: { has(method: string): boolean }): boolean {
  const aspect = aspectOf(scope)
  const method = methodOf(scope)
  return methods.has(method) && (aspect === undefined || isAspect(method, aspect))
}
