import { denyList, writes } from './methods.ts'
import { type Call, requiredScopes } from './requirements.ts'
import { covers, methodOf, type Scope, scopeOf } from './scope.ts'

/** What a personal API token may do of what its owner may: everything, everything that only reads, or these scopes. */
export type TokenRights = 'all' | 'read-only' | ReadonlySet<Scope>

export interface TokenQuestion {
  readonly rights: TokenRights
  /** Epoch seconds; `undefined`: never. */
  readonly expiresAt: number | undefined
  /** Whether the call comes from where the token may be used. */
  readonly isFromAllowedAddress: boolean
  readonly call: Call
  /** Epoch seconds. */
  readonly now: number
}

export type TokenRefusalCode =
  | 'token_expired'
  /** The token may not be used from where the call comes from. */
  | 'token_address'
  /** The token only reads. */
  | 'token_read_only'
  /** The token was not made for this method. */
  | 'token_scope'

export type TokenDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      readonly reason: TokenRefusalCode
      readonly needed: readonly Scope[]
      readonly missing: readonly Scope[]
    }

/** What hands out credentials would hand a token with few rights all of its owner's. */
const handsOutCredentials = denyList()

/** May this personal token make this call? Pure: the same question has the same answer. */
export function decideToken({
  rights,
  expiresAt,
  isFromAllowedAddress,
  call,
  now,
}: TokenQuestion): TokenDecision {
  const refuse = (reason: TokenRefusalCode, missing: readonly Scope[] = []): TokenDecision => ({
    allowed: false,
    reason,
    needed: neededOf(call),
    missing,
  })
  if (expiresAt !== undefined && expiresAt <= now) return refuse('token_expired')
  if (!isFromAllowedAddress) return refuse('token_address')
  if (rights === 'all') return { allowed: true }
  const needed = neededOf(call)
  if (rights === 'read-only' && writes(call.method)) return refuse('token_read_only', needed)
  if (handsOutCredentials.has(call.method)) return refuse('token_scope', needed)
  const missing = rights === 'read-only' ? [] : needed.filter((scope) => !covers(rights, scope))
  return missing.length > 0 ? refuse('token_scope', missing) : { allowed: true }
}

/** Whether `rights` give nothing that `than` does not give. */
export function isWithin(rights: TokenRights, than: TokenRights): boolean {
  if (than === 'all' || rights === than) return true
  if (rights === 'all' || rights === 'read-only') return false
  const isCovered = (scope: Scope) => (than === 'read-only' ? !writes(methodOf(scope)) : covers(than, scope))
  return [...rights].every(isCovered)
}

/** Whether such a scope can be given to a token that has not all rights. */
export function canBePicked(scope: Scope): boolean {
  return !handsOutCredentials.has(methodOf(scope))
}

/** Methods that any application may call are no scope's; of those, one that changes something has to be picked here. */
function neededOf(call: Call): readonly Scope[] {
  const needed = requiredScopes(call)
  return needed.length === 0 && writes(call.method) ? [scopeOf(call.method)] : needed
}
