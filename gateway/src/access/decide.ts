import type { DenyList } from './methods.ts'
import { type Call, requiredScopes } from './requirements.ts'
import { covers, intersectScopes, type Scope } from './scope.ts'

export interface Question {
  /** What the administrator allows this application. */
  readonly rules: ReadonlySet<Scope>
  /** What the user granted it. */
  readonly grant: ReadonlySet<Scope>
  readonly token: { readonly scopes: ReadonlySet<Scope>; readonly expiresAt: number }
  readonly call: Call
  readonly deny: DenyList
  /** Epoch seconds. */
  readonly now: number
}

export type RefusalCode =
  /** The token's time is over: refresh it. */
  | 'token_expired'
  /** The server lets no application call this method. */
  | 'scope_not_offered'
  /** The administrator has not allowed it for this application. */
  | 'scope_not_allowed'
  /** The user has not granted it, or the token was issued for less than that. */
  | 'scope_not_granted'

export interface Refusal {
  readonly allowed: false
  readonly reason: RefusalCode
  readonly needed: readonly Scope[]
  /** Those of `needed` which the party that refuses does not cover. */
  readonly missing: readonly Scope[]
  /** What the user granted to this token. */
  readonly granted: readonly Scope[]
}

export type Decision = { readonly allowed: true; readonly needed: readonly Scope[] } | Refusal

/**
 * May this token make this call? Only when the rules, the grant and the token each cover every scope it needs, and the
 * method is not on the deny list. Pure: the same question has the same answer.
 */
export function decide({ rules, grant, token, call, deny, now }: Question): Decision {
  const needed = requiredScopes(call)
  const refuse = (reason: RefusalCode, missing: readonly Scope[]): Refusal => ({
    allowed: false,
    reason,
    needed,
    missing,
    granted: intersectScopes(grant, token.scopes),
  })

  if (token.expiresAt <= now) return refuse('token_expired', [])
  if (deny.has(call.method)) return refuse('scope_not_offered', needed)
  const notAllowed = needed.filter((scope) => !covers(rules, scope))
  if (notAllowed.length > 0) return refuse('scope_not_allowed', notAllowed)
  const notGranted = needed.filter((scope) => !covers(grant, scope) || !covers(token.scopes, scope))
  if (notGranted.length > 0) return refuse('scope_not_granted', notGranted)
  return { allowed: true, needed }
}
