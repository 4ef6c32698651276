import type { Scope } from '../../access/scope.ts'
import type { Application, GrantType } from '../application.ts'

/** What was typed into a form or sent by a program, in the one shape that all entrances make of it. Nothing is checked. */
export interface TypedProposal {
  readonly name?: string | undefined
  /** @default the one after the latest of this name and owner */
  readonly version?: string | undefined
  readonly description?: string | undefined
  /** `confidential` or `public` */
  readonly kind?: string | undefined
  readonly ownerOnly?: boolean | undefined
  readonly redirectUris?: readonly string[] | undefined
  readonly callbackIsPrefix?: boolean | undefined
  /** @default what such an application usually has */
  readonly grantTypes?: readonly string[] | undefined
  /** Scopes, or patterns such as `maniphest.*`. */
  readonly scopes?: readonly string[] | undefined
  /** E-mail address. */
  readonly contact?: string | undefined
  /** CIDR notation. @default everywhere */
  readonly addressRanges?: readonly string[] | undefined
  readonly origins?: readonly string[] | undefined
  readonly phorgeCompatible?: boolean | undefined
  /** The version of the terms that the proposer accepts. */
  readonly terms?: string | undefined
}

export type Field = keyof TypedProposal | 'proposal'

/** What is wrong with a proposal, and what would be right. */
export interface Problem {
  /** `proposal`: nothing that was typed, but that it is made at all. */
  readonly field: Field
  /** A stable name of the rule. */
  readonly rule: string
  readonly message: string
}

/** A proposal that keeps all rules. */
export type Proposal = Pick<
  Application,
  | 'name'
  | 'version'
  | 'description'
  | 'kind'
  | 'ownerOnly'
  | 'redirectUris'
  | 'callbackIsPrefix'
  | 'contact'
  | 'addressRanges'
  | 'origins'
  | 'phorgeCompatible'
> & {
  readonly grantTypes: readonly GrantType[]
  readonly requestedScopes: readonly Scope[]
  readonly terms: string | undefined
}

/** An application as if it had been typed: what a form shows, and what a change is made to. */
export function typedOf(application: Application): TypedProposal {
  return { ...application, scopes: application.requestedScopes }
}

/** Whether there is a problem, by field: the first one of each. */
export function problemsByField(problems: readonly Problem[]): Partial<Record<Field, string>> {
  return Object.fromEntries(problems.toReversed().map(({ field, message }) => [field, message]))
}
