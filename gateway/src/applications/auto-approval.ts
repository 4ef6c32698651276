import { covers, type Scope } from '../access/scope.ts'
import type { Application } from './application.ts'

/** A rule that an administrator wrote: which proposals need nobody's approval. */
export interface AutoApprovalRule {
  readonly id: number
  readonly name: string
  /** What a proposal may ask for at most. */
  readonly scopes: ReadonlySet<Scope>
  /** The host names to which it may have codes sent. */
  readonly hosts: readonly string[]
  /** PHIDs of those who may propose so; an empty list stands for everybody who can sign in. */
  readonly owners: readonly string[]
}

export type Judged = Pick<
  Application,
  'requestedScopes' | 'redirectUris' | 'callbackIsPrefix' | 'phorgeCompatible' | 'createdBy'
>

/** Why a rule does not approve a proposal; empty when it does. Pure. */
export function objections(rule: AutoApprovalRule, proposal: Judged): string[] {
  const { requestedScopes, redirectUris, callbackIsPrefix, phorgeCompatible, createdBy } = proposal
  const scopes = requestedScopes.filter((scope) => !covers(rule.scopes, scope))
  const hosts = [...new Set(redirectUris.map(hostOf))].filter((host) => !rule.hosts.includes(host))
  const found = [
    createdBy === '' && 'Nobody who signed in proposed it.',
    createdBy !== '' &&
      rule.owners.length > 0 &&
      !rule.owners.includes(createdBy) &&
      'Its owner is not named.',
    scopes.length > 0 && `It asks for more: ${scopes.join(', ')}.`,
    hosts.length > 0 && `It has codes sent elsewhere: ${hosts.join(', ')}.`,
    callbackIsPrefix && 'Its redirect addresses are prefixes.',
    phorgeCompatible && 'It does without PKCE.',
  ]
  return found.filter((text) => text !== false)
}

/** The first rule that approves it. */
export function approvingRule(
  rules: readonly AutoApprovalRule[],
  proposal: Judged,
): AutoApprovalRule | undefined {
  return rules.find((rule) => objections(rule, proposal).length === 0)
}

/** Of an address with a scheme of its own, the scheme: `com.example.errors:`. */
export function hostOf(uri: string): string {
  const url = URL.parse(uri)
  return url?.hostname || url?.protocol || uri
}
