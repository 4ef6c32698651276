import { isOffered } from '../access/aspects.ts'
import { denyList, openMethods, unauthenticatedMethods } from '../access/methods.ts'
import { methodOf, type Scope } from '../access/scope.ts'
import { originOf } from '../audit/security-log.ts'
import { recordVisit } from '../audit/visit.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { historyOf, recordTransaction } from '../history/history.ts'
import type { Visit } from '../pages/guard.ts'
import { digest } from '../secrets.ts'
import type { Application } from './applications.ts'
import { objectPhidOf } from './object-phid.ts'
import { allowedScopes, saveAllowedScopes } from './rules.ts'

/** What is to become of the rules of one application. */
export interface RuleChange {
  readonly application: Application
  /** The version that whoever wants it has seen. */
  readonly seen: string
  readonly allow: readonly Scope[]
  readonly takeAway: readonly Scope[]
}

export interface RuleDifference {
  readonly added: readonly Scope[]
  readonly removed: readonly Scope[]
}

/** Names a list of rules: whoever changes it names the one that they saw, and cannot overwrite another's change. */
export function versionOf(rules: Iterable<Scope>): string {
  return digest([...rules].sort().join(' ')).slice(0, 16)
}

export function changedRules(
  rules: ReadonlySet<Scope>,
  { allow, takeAway }: Pick<RuleChange, 'allow' | 'takeAway'>,
): ReadonlySet<Scope> {
  const gone = new Set(takeAway)
  return new Set([...rules, ...allow].filter((scope) => !gone.has(scope)))
}

export function differenceOf(before: ReadonlySet<Scope>, after: ReadonlySet<Scope>): RuleDifference {
  return {
    added: [...after].filter((scope) => !before.has(scope)).sort(),
    removed: [...before].filter((scope) => !after.has(scope)).sort(),
  }
}

/** Which scopes an administrator can allow on this server: methods that it has, and not those that are never or always. */
export async function allowable({ backend, config }: Gateway): Promise<(scope: Scope) => boolean> {
  const methods = await backend.methods()
  const deny = denyList(config.denyMethods)
  return (scope) => {
    const method = methodOf(scope)
    const isFixed = deny.has(method) || openMethods.has(method) || unauthenticatedMethods.has(method)
    return !isFixed && isOffered(scope, methods)
  }
}

/**
 * Changes the rules of all of these applications, each with its history and security event, or none of them.
 * @returns the applications whose rules somebody else has changed meanwhile: then nothing is changed
 */
export function changeRules(
  visit: Visit,
  changes: readonly RuleChange[],
  reason: string,
): Promise<readonly Application[]> {
  return inTransaction(visit.gateway, async (gateway) => {
    const current = await Promise.all(
      changes.map(({ application }) => allowedScopes(gateway, application.clientId)),
    )
    const stale = changes.filter(({ seen }, index) => versionOf(current[index] ?? []) !== seen)
    if (stale.length > 0) return stale.map(({ application }) => application)
    for (const [index, change] of changes.entries()) {
      await save({ ...visit, gateway }, change, current[index] ?? new Set(), reason)
    }
    return []
  })
}

async function save(
  visit: Visit,
  change: RuleChange,
  before: ReadonlySet<Scope>,
  reason: string,
): Promise<void> {
  const { gateway, session, request } = visit
  const { application } = change
  const { clientId } = application
  const after = changedRules(before, change)
  const { added, removed } = differenceOf(before, after)
  if (added.length + removed.length === 0) return
  const detail = [...added.map((scope) => `+${scope}`), ...removed.map((scope) => `-${scope}`)].join(' ')
  await recordVisit(visit, { kind: 'rules-changed', clientId, detail }, (inside) =>
    saveAllowedScopes(inside, clientId, after),
  )
  await recordTransaction(gateway.database, {
    objectPhid: objectPhidOf(application),
    type: 'rules',
    old: [...before].sort(),
    new: [...after].sort(),
    at: gateway.now(),
    authorPhid: session.account.phid,
    address: originOf(request).address,
    reason,
  })
}

/** What became of the rules since that version; `undefined` where the history does not tell. */
export async function changedSince(
  gateway: Gateway,
  application: Application,
  version: string,
): Promise<(RuleDifference & { readonly by: readonly string[] }) | undefined> {
  const rules = await allowedScopes(gateway, application.clientId)
  const by: string[] = []
  for (const { type, old, authorPhid } of await historyOf(gateway.database, objectPhidOf(application))) {
    if (type !== 'rules') continue
    if (authorPhid) by.push(authorPhid)
    const before = new Set(old as Scope[])
    if (versionOf(before) === version) return { ...differenceOf(before, rules), by: [...new Set(by)] }
  }
  return undefined
}
