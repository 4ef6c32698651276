import { hasAspects } from './aspects.ts'
import { writes } from './methods.ts'
import { aspectOf, methodOf, type Scope } from './scope.ts'

/** How much harm a scope can do in wrong hands, the least first. */
export const dangers = ['read', 'write', 'wide', 'access'] as const
export type Danger = (typeof dangers)[number]

/** Aspects by which somebody comes to see or change what they could not before. */
const ACCESS = /^(?:view|edit|join|space|policy(?:\..*)?|members\.(?:add|remove|set)|approved|disabled)$/

/** How dangerous it is to allow a scope. A whole editor can also do what the most dangerous of its aspects can. */
export function dangerOf(scope: Scope): Danger {
  const method = methodOf(scope)
  if (!writes(method)) return 'read'
  const aspect = aspectOf(scope)
  if (aspect !== undefined) return ACCESS.test(aspect) ? 'access' : 'write'
  if (/^(?:user|auth)\./.test(method)) return 'access'
  return hasAspects(method) || method.endsWith('.edit') ? 'wide' : 'write'
}
