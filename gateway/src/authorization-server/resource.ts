import { aspectsOf, isOffered } from '../access/aspects.ts'
import { denyList, openMethods, unauthenticatedMethods } from '../access/methods.ts'
import { intersectScopes, methodOf, parseScopes, type Scope, scopeOf } from '../access/scope.ts'
import { allowedScopes } from '../applications/rules.ts'
import type { Gateway } from '../gateway.ts'

/**
 * The library lets no authorization pass that ends with no scope at all. But a token without scopes is useful here: it
 * may call the methods that need none. So inside the library each has this one; nobody outside ever sees it.
 */
export const BASE_SCOPE = 'open-methods'

/** The one protected resource (RFC 8707, RFC 9728): what tokens are for. */
export function resourceOf(gateway: Gateway): string {
  return `${gateway.config.publicUrl}/api`
}

/** RFC 8707. Ours has several spellings, for the library it has one; another is refused by the library. */
export function normalizeResource(gateway: Gateway, parameters: URLSearchParams): void {
  const { publicUrl } = gateway.config
  const ours = [publicUrl, `${publicUrl}/`, `${publicUrl}/api`, `${publicUrl}/api/`]
  const others = parameters.getAll('resource').filter((resource) => !ours.includes(resource))
  parameters.delete('resource')
  for (const resource of others) parameters.append('resource', resource)
}

/** Every scope that an application can ask for, as far as it can be listed. */
export async function supportedScopes(gateway: Gateway): Promise<Scope[]> {
  const deny = denyList(gateway.config.denyMethods)
  const methods = [...(await gateway.backend.methods()).keys()]
  return methods
    .filter((method) => !deny.has(method) && !needsNoScope(scopeOf(method)))
    .flatMap((method) => [scopeOf(method), ...aspectsOf(method).map((aspect) => scopeOf(method, aspect))])
    .sort()
}

/** What is asked for, less what this server does not have or never lets anybody do: dropped silently, as Phorge does. */
export async function offeredScopes(gateway: Gateway, text: string): Promise<Scope[]> {
  const methods = await gateway.backend.methods()
  const deny = denyList(gateway.config.denyMethods)
  return [...parseScopes(text)].filter((scope) => isOffered(scope, methods) && !deny.has(methodOf(scope)))
}

/** What of `scopes` the administrator allows this application today. */
export async function effectiveScopes(
  gateway: Gateway,
  clientId: string,
  scopes: ReadonlySet<Scope>,
): Promise<Scope[]> {
  const deny = denyList(gateway.config.denyMethods)
  const allowed = intersectScopes(scopes, await allowedScopes(gateway, clientId))
  return allowed.filter((scope) => !deny.has(methodOf(scope)))
}

/** What of `requested` somebody gets who holds `held`: that, or the part of it that is held. */
export function grantedOf(held: ReadonlySet<Scope>, requested: ReadonlySet<Scope>): Scope[] {
  const open = [...requested].filter(needsNoScope)
  return [...new Set([...intersectScopes(held, requested), ...open])].sort()
}

/** Methods that any token may call: asking for them is harmless and always granted. */
export function needsNoScope(scope: Scope): boolean {
  return openMethods.has(scope) || unauthenticatedMethods.has(scope)
}
