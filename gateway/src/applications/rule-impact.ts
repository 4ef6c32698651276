import { covers, intersectScopes, methodOf, type Scope } from '../access/scope.ts'
import { type ScopeUse, scopeUse } from '../audit/call-log/counts.ts'
import type { Gateway } from '../gateway.ts'
import { type Holder, holdersOf } from '../grants/holders.ts'

/** How long back is looked for calls. */
export const DAYS = 30
const DAY = 86_400

/** What would not work any more. */
export interface Impact {
  /** Who granted what would be taken away, the last active first. */
  readonly holders: readonly Holder[]
  /** Calls within the last 30 days that would be refused; `undefined` where calls are not written down. */
  readonly calls: number | undefined
}

/** The use that all applications, or one, made of each scope within the last 30 days. */
export function recentUse(gateway: Gateway, clientId?: string): Promise<ScopeUse[]> {
  return scopeUse(gateway, { clientId, since: gateway.now() - DAYS * DAY })
}

/** Whom it would concern if the rules of an application became these. */
export async function impactOf(
  gateway: Gateway,
  clientId: string,
  before: ReadonlySet<Scope>,
  after: ReadonlySet<Scope>,
): Promise<Impact> {
  const [uses, holders] = await Promise.all([
    recentUse(gateway, clientId),
    holdersOf(gateway, clientId, (granted) => isNarrowed(granted, before, after)),
  ])
  const refused = uses.filter(({ scope }) => covers(before, scope) && !covers(after, scope))
  return { holders, calls: gateway.callLog && refused.reduce((sum, { calls }) => sum + calls, 0) }
}

function isNarrowed(
  granted: ReadonlySet<Scope>,
  before: ReadonlySet<Scope>,
  after: ReadonlySet<Scope>,
): boolean {
  const left = new Set(intersectScopes(granted, after))
  return intersectScopes(granted, before).some((scope) => !covers(left, scope))
}

export interface Calls {
  readonly calls: number
  /** People; at least so many, where several scopes are added up. */
  readonly users: number
  readonly isLeast: boolean
}

/** The calls that came under a scope: under a whole method those of all its aspects too. */
export function callsUnder(uses: readonly ScopeUse[], clientId: string, scope: Scope): Calls {
  const under = uses.filter(
    (use) => use.clientId === clientId && (use.scope === scope || methodOf(use.scope) === scope),
  )
  return {
    calls: under.reduce((sum, { calls }) => sum + calls, 0),
    users: Math.max(0, ...under.map(({ users }) => users)),
    isLeast: under.length > 1,
  }
}
