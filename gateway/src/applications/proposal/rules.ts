import * as z from 'zod'
import { expandScopes } from '../../access/expand.ts'
import { type DenyList, openMethods, unauthenticatedMethods } from '../../access/methods.ts'
import { readRange } from '../../addresses/ranges.ts'
import { type GrantType, grantTypes } from '../application.ts'
import { compareVersions, isVersion, latestVersion, nextVersion } from '../versions.ts'
import type { Problem, Proposal, TypedProposal } from './proposal.ts'
import { mixedProblem, redirectProblem } from './redirect-rules.ts'

export const LONGEST_NAME = 100
export const LONGEST_DESCRIPTION = 500
const MOST_ADDRESSES = 20

/** What a proposal is held against. */
export interface ProposalContext {
  /** Versions of applications of this name and this owner; of a change, without its own. */
  readonly versions: readonly string[]
  readonly methods: Iterable<string>
  readonly deny: DenyList
  /** Version of the terms that have to be accepted; `undefined` when there are none. */
  readonly terms: string | undefined
  /** Redirect URIs that it has already: rules that came later do not take them away. */
  readonly kept?: readonly string[]
}

/** Holds what was typed against every rule. All that is wrong is told at once. Pure: it looks nothing up. */
export function readProposal(
  typed: TypedProposal,
  context: ProposalContext,
): { readonly proposal: Proposal } | { readonly problems: readonly Problem[] } {
  const proposal = normalized(typed, context)
  const { scopes, unmatched } = expandScopes(typed.scopes ?? [], context.methods, context.deny)
  const problems = [
    ...nameProblems(proposal),
    ...versionProblems(proposal.version, context.versions),
    ...kindProblems(typed),
    ...redirectProblems(proposal, context.kept ?? []),
    ...grantTypeProblems(proposal),
    ...originProblems(proposal.origins),
    ...unmatched.map((scope) =>
      problem('scopes', 'unknown_scope', `There is no method “${scope}” that an application may call.`),
    ),
    ...rangeProblems(typed.addressRanges ?? []),
    ...contactProblems(proposal.contact),
    ...termsProblems(typed.terms, context.terms),
  ]
  if (problems.length > 0) return { problems }
  const requestedScopes = scopes.filter(
    (scope) => !openMethods.has(scope) && !unauthenticatedMethods.has(scope),
  )
  return {
    proposal: {
      ...proposal,
      grantTypes: proposal.grantTypes as readonly GrantType[],
      requestedScopes,
      terms: context.terms,
    },
  }
}

type Normalized = Omit<Proposal, 'grantTypes' | 'requestedScopes' | 'terms'> & {
  readonly grantTypes: readonly string[]
}

/** With its defaults, and without white space around. */
function normalized(typed: TypedProposal, { versions }: ProposalContext): Normalized {
  const redirectUris = trimmed(typed.redirectUris)
  const kind = typed.kind === 'public' ? 'public' : 'confidential'
  const ownerOnly = typed.ownerOnly ?? false
  const ranges = trimmed(typed.addressRanges).map((range) => readRange(range) ?? range)
  const usual = ownerOnly && kind === 'confidential' && redirectUris.length === 0
  return {
    name: (typed.name ?? '').trim(),
    version: typed.version?.trim() || nextVersion(versions),
    description: (typed.description ?? '').trim(),
    kind,
    ownerOnly,
    redirectUris,
    callbackIsPrefix: typed.callbackIsPrefix ?? false,
    grantTypes:
      typed.grantTypes ?? (usual ? ['client_credentials'] : ['authorization_code', 'refresh_token']),
    contact: typed.contact?.trim() || undefined,
    addressRanges: ranges.length > 0 ? ranges : ['0.0.0.0/0', '::/0'],
    origins: trimmed(typed.origins).map((origin) => origin.replace(/\/$/, '')),
    phorgeCompatible: typed.phorgeCompatible ?? false,
  }
}

function trimmed(texts: readonly string[] = []): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))]
}

function nameProblems({ name, description }: Normalized): Problem[] {
  const problems = [
    name ? tooLong('name', name, LONGEST_NAME) : problem('name', 'required', 'Give the application a name.'),
    tooLong('description', description, LONGEST_DESCRIPTION),
  ]
  return problems.filter((found) => found !== undefined)
}

function tooLong(field: Problem['field'], text: string, most: number): Problem | undefined {
  return text.length > most
    ? problem(field, 'too_long', `At most ${most} characters; these are ${text.length}.`)
    : undefined
}

function versionProblems(version: string, versions: readonly string[]): Problem[] {
  if (!isVersion(version)) {
    return [problem('version', 'not_a_version', `“${version}” is no version: one such as 1.0 or 2.1.3-beta.`)]
  }
  if (versions.some((other) => compareVersions(other, version) === 0)) {
    return [
      problem('version', 'taken', `You have an application of this name in version ${version} already.`),
    ]
  }
  const latest = latestVersion(versions)
  if (latest === undefined || compareVersions(latest, version) < 0) return []
  return [problem('version', 'not_higher', `Version ${latest} is there already: a new one has to be higher.`)]
}

function kindProblems({ kind, phorgeCompatible }: TypedProposal): Problem[] {
  if (kind !== 'confidential' && kind !== 'public') {
    return [problem('kind', 'required', 'Choose one of the two.')]
  }
  if (kind === 'confidential' || !phorgeCompatible) return []
  const message = 'Phorge’s OAuth server knows no public applications: choose “Confidential”, or untick this.'
  return [problem('phorgeCompatible', 'public', message)]
}

function redirectProblems(proposal: Normalized, kept: readonly string[]): Problem[] {
  const { redirectUris, grantTypes: types } = proposal
  if (redirectUris.length === 0) {
    if (!types.includes('authorization_code')) return []
    return [problem('redirectUris', 'required', 'Name at least one redirect address.')]
  }
  if (redirectUris.length > MOST_ADDRESSES) {
    return [problem('redirectUris', 'too_many', `At most ${MOST_ADDRESSES} redirect addresses.`)]
  }
  const asked = redirectUris.filter((uri) => proposal.callbackIsPrefix || !kept.includes(uri))
  return [...asked.map((uri) => redirectProblem(uri, proposal)), mixedProblem(redirectUris)].filter(
    (found) => found !== undefined,
  )
}

function grantTypeProblems({ grantTypes: types, kind, ownerOnly }: Normalized): Problem[] {
  const unknown = types.find((type) => !(grantTypes as readonly string[]).includes(type))
  if (unknown !== undefined) {
    return [
      problem(
        'grantTypes',
        'unknown_grant_type',
        `There is no grant type “${unknown}”: ${grantTypes.join(', ')}.`,
      ),
    ]
  }
  if (!types.includes('authorization_code') && !types.includes('client_credentials')) {
    return [problem('grantTypes', 'required', 'Choose authorization_code, or client_credentials.')]
  }
  if (types.includes('refresh_token') && !types.includes('authorization_code')) {
    return [problem('grantTypes', 'nothing_to_refresh', 'refresh_token goes with authorization_code.')]
  }
  if (!types.includes('client_credentials')) return []
  if (!ownerOnly) {
    const message =
      'client_credentials is for owner-only applications: with it an application acts as its owner.'
    return [problem('grantTypes', 'not_owner_only', message)]
  }
  if (kind === 'confidential') return []
  return [
    problem('grantTypes', 'not_confidential', 'client_credentials needs a secret: choose “Confidential”.'),
  ]
}

function originProblems(origins: readonly string[]): Problem[] {
  const wrong = origins.find((origin) => !isOrigin(origin))
  if (wrong === undefined) return []
  const message = `“${wrong}” is not an origin: scheme, host and port only, such as https://errors.example.com.`
  return [problem('origins', 'not_an_origin', message)]
}

function isOrigin(text: string): boolean {
  if (/^(?:chrome|moz)-extension:\/\/[a-z0-9-]+$/.test(text)) return true
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

function rangeProblems(ranges: readonly string[]): Problem[] {
  const wrong = trimmed(ranges).find((range) => readRange(range) === undefined)
  if (wrong === undefined) return []
  return [
    problem(
      'addressRanges',
      'not_a_range',
      `“${wrong}” is no range of addresses: one such as 192.0.2.0/24 or 2001:db8::/32.`,
    ),
  ]
}

function contactProblems(contact: string | undefined): Problem[] {
  if (contact === undefined || (contact.length <= 254 && z.email().safeParse(contact).success)) return []
  return [problem('contact', 'not_an_address', `“${contact}” is no e-mail address.`)]
}

function termsProblems(accepted: string | undefined, terms: string | undefined): Problem[] {
  if (terms === undefined || accepted === terms) return []
  return accepted
    ? [
        problem(
          'terms',
          'terms_changed',
          'The terms have changed: please read and accept them as they are now.',
        ),
      ]
    : [problem('terms', 'terms_not_accepted', 'The terms have to be accepted.')]
}

function problem(field: Problem['field'], rule: string, message: string): Problem {
  return { field, rule, message }
}
