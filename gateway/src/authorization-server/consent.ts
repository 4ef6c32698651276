import { covers, formatScopes, methodOf, parseScopes, type Scope } from '../access/scope.ts'
import type { Application } from '../applications/applications.ts'
import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { findGrant, saveGrant } from '../grants/grants.ts'
import { effectiveScopes, needsNoScope } from './resource.ts'

/** What a person is asked to decide. */
export interface ConsentQuestion {
  /** What they can grant; a whole method of which the administrator allows parts only appears as those parts. */
  readonly items: readonly { readonly scope: Scope; readonly alreadyGranted: boolean }[]
  /** What the application asks for and the administrator does not allow it. */
  readonly ruledOut: readonly Scope[]
}

export async function consentQuestion(
  gateway: Gateway,
  application: Application,
  userPhid: string,
  requestedScope: string,
): Promise<ConsentQuestion> {
  const requested = [...parseScopes(requestedScope)].filter((scope) => !needsNoScope(scope))
  const grantable = await effectiveScopes(gateway, application.clientId, new Set(requested))
  const granted = (await findGrant(gateway, userPhid, application.clientId))?.scopes ?? new Set<Scope>()
  const allowed = new Set(grantable)
  return {
    items: grantable.map((scope) => ({ scope, alreadyGranted: covers(granted, scope) })),
    ruledOut: requested.filter((scope) => !covers(allowed, scope)),
  }
}

/**
 * Keeps the answer: what was ticked is granted, what was left unticked is not (any more), and what was not asked for
 * stays as it was.
 */
export async function saveConsent(
  gateway: Gateway,
  { clientId }: Application,
  userPhid: string,
  { items }: ConsentQuestion,
  { ticked, origin }: { readonly ticked: ReadonlySet<string>; readonly origin: RequestOrigin },
): Promise<void> {
  const refused = items.map(({ scope }) => scope).filter((scope) => !ticked.has(scope))
  const agreed = items.map(({ scope }) => scope).filter((scope) => ticked.has(scope))
  const covered = (scope: Scope) => refused.some((no) => scope === no || scope === methodOf(no))
  // In one transaction: what was revoked, or answered in another window, meanwhile must not be written over.
  await inTransaction(gateway, async (inside) => {
    const before = (await findGrant(inside, userPhid, clientId))?.scopes ?? new Set<Scope>()
    const kept = [...before].filter((scope) => !covered(scope))
    const scopes = [...kept, ...agreed]
    await saveGrant(inside, { userPhid, clientId, scopes })
    await recordSecurityEvent(inside.database, {
      kind: 'consent-given',
      at: gateway.now(),
      userPhid,
      clientId,
      detail: formatScopes(scopes),
      ...origin,
    })
  })
}
