import { expandScopes } from '../../access/expand.ts'
import { denyList } from '../../access/methods.ts'
import type { Gateway } from '../../gateway.ts'
import { linesOf } from '../../pages/form.ts'
import type { AutoApprovalRule } from '../auto-approval.ts'

/** A rule as it was typed. */
export interface TypedRule {
  readonly name: string
  readonly scopes: string
  readonly hosts: string
  readonly owners: string
}

export type RuleErrors = Partial<Readonly<Record<keyof TypedRule, string>>>

const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]|[a-z][a-z0-9+.-]*:)$/

export async function readTypedRule(
  gateway: Gateway,
  typed: TypedRule,
): Promise<{ rule: Omit<AutoApprovalRule, 'id'> } | { errors: RuleErrors }> {
  const { backend, config } = gateway
  const methods = [...(await backend.methods()).keys()]
  const patterns = typed.scopes.split(/[\s,]+/).filter(Boolean)
  const { scopes, unmatched } = expandScopes(patterns, methods, denyList(config.denyMethods))
  const hosts = linesOf(typed.hosts).map((host) => host.toLowerCase())
  const wrongHost = hosts.find((host) => !HOST.test(host))
  const names = linesOf(typed.owners)
  const owners = await Promise.all(names.map((name) => backend.accountByName(name)))
  const unknown = names.filter((_, at) => !owners[at])
  const found: Record<keyof TypedRule, string | undefined> = {
    name: typed.name.trim() ? undefined : 'Give the rule a name: it is the reason that owners are told.',
    scopes:
      unmatched.length > 0
        ? `Nothing that may be allowed matches ${unmatched.map((pattern) => `“${pattern}”`).join(', ')}.`
        : scopes.length === 0
          ? 'Name at least one method.'
          : undefined,
    hosts:
      wrongHost !== undefined
        ? `“${wrongHost}” is no host name: without https:// and without a path, such as errors.example.com.`
        : hosts.length === 0
          ? 'Name at least one host.'
          : undefined,
    owners: unknown.length > 0 ? `There is nobody called ${unknown.join(', ')}.` : undefined,
  }
  const errors: RuleErrors = Object.fromEntries(Object.entries(found).filter(([, error]) => error))
  if (Object.keys(errors).length > 0) return { errors }
  const phids = owners.flatMap((owner) => owner?.phid ?? [])
  return { rule: { name: typed.name.trim(), scopes: new Set(scopes), hosts, owners: phids } }
}
