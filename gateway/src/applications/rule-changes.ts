import { isOffered } from '../access/aspects.ts'
import { denyList, openMethods, unauthenticatedMethods } from '../access/methods.ts'
import { methodOf, type Scope } from '../access/scope.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import type { Transaction } from '../history/history.ts'
import type { Application } from './applications.ts'
import type { Author } from './author.ts'
import { changeApplication } from './changes.ts'
import { allowedScopes, saveAllowedScopes } from './rules.ts'

/** What is to become of the rules of one application. */
export interface RuleChange {
  /** With the change token that whoever wants it has seen. */
  readonly application: Application
  readonly allow: readonly Scope[]
  readonly takeAway: readonly Scope[]
}

export interface RuleDifference {
  readonly added: readonly Scope[]
  readonly removed: readonly Scope[]
}

/** What somebody else did to an application since it was seen, the newest first. */
export interface StaleApplication {
  readonly application: Application
  readonly meanwhile: readonly Transaction[]
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
 * Changes the rules of all of these applications, each with its history, security event and news, or of none of them.
 * @returns the first one that somebody else has changed meanwhile: then nothing is changed
 */
export async function changeRules(
  gateway: Gateway,
  changes: readonly RuleChange[],
  by: { readonly author: Author; readonly reason: string },
): Promise<StaleApplication | undefined> {
  try {
    await inTransaction(gateway, async (inside) => {
      for (const change of changes) await changeOne(inside, change, by)
    })
    return undefined
  } catch (error) {
    if (error instanceof Stale) return error.application
    throw error
  }
}

/** Ends the transaction, so that what was done for other applications is undone. */
class Stale extends Error {
  readonly application: StaleApplication

  constructor(application: StaleApplication) {
    super('an application has changed meanwhile')
    this.application = application
  }
}

async function changeOne(
  inside: Gateway,
  change: RuleChange,
  { author, reason }: { readonly author: Author; readonly reason: string },
): Promise<void> {
  const { application } = change
  const before = await allowedScopes(inside, application.clientId)
  const after = changedRules(before, change)
  const { added, removed } = differenceOf(before, after)
  if (added.length + removed.length === 0) return
  const detail = [...added.map((scope) => `+${scope}`), ...removed.map((scope) => `-${scope}`)].join(' ')
  const changed = await changeApplication(inside, {
    seen: application,
    entries: [{ type: 'scopes', old: [...before].sort(), new: [...after].sort() }],
    event: { kind: 'rules-changed', detail },
    author,
    reason,
    perform: () => saveAllowedScopes(inside, application.clientId, after),
  })
  if ('meanwhile' in changed) throw new Stale({ application, meanwhile: changed.meanwhile })
}
