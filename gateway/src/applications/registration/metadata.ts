import { readAddressRanges } from '../proposal/address-ranges.ts'
import type { Field, Problem, TypedProposal } from '../proposal/proposal.ts'

/** What a program sent: the members of a JSON object, or the fields of a form. */
export type Sent = Readonly<Record<string, unknown>>

export interface ReadMetadata {
  readonly typed: TypedProposal
  /** What is of no form that could be read. */
  readonly problems: readonly Problem[]
  /** Under which name each field was sent: refusals name it so. */
  readonly names: ReadonlyMap<Field, string>
}

interface Alias {
  readonly field: Field
  readonly names: readonly string[]
  /** What should be sent, in words. */
  readonly form: string
  read(value: unknown, name: string): unknown
}

/** What each field is called: by MediaWiki's OAuth extension, and by RFC 7591, section 2. */
const aliases: readonly Alias[] = [
  { field: 'name', names: ['name', 'client_name'], form: 'text', read: asText },
  { field: 'version', names: ['version', 'software_version'], form: 'text', read: asText },
  { field: 'description', names: ['description'], form: 'text', read: asText },
  {
    field: 'kind',
    names: ['is_confidential', 'token_endpoint_auth_method'],
    form: 'true or false; or client_secret_basic, client_secret_post or none',
    read: asKind,
  },
  { field: 'ownerOnly', names: ['owner_only', 'is_owner_only'], form: 'true or false', read: asBoolean },
  { field: 'redirectUris', names: ['callback_url', 'redirect_uris'], form: 'addresses', read: asList },
  { field: 'callbackIsPrefix', names: ['callback_is_prefix'], form: 'true or false', read: asBoolean },
  { field: 'grantTypes', names: ['grant_types'], form: 'a list of texts', read: asWords },
  { field: 'scopes', names: ['scopes', 'scope'], form: 'a list of texts, or one with spaces', read: asWords },
  { field: 'contact', names: ['email', 'contacts'], form: 'an e-mail address', read: asFirst },
  {
    field: 'addressRanges',
    names: ['restrictions', 'address_ranges'],
    form: 'a list of texts',
    read: readAddressRanges,
  },
  { field: 'origins', names: ['origins'], form: 'a list of texts', read: asList },
  { field: 'terms', names: ['terms_accepted', 'terms'], form: 'the version of the terms', read: asText },
]

/** Makes a proposal of what was sent, under whichever of its names a field came. What nobody knows is left out. */
export function readMetadata(sent: Sent): ReadMetadata {
  const typed: Record<string, unknown> = { kind: 'confidential' }
  const problems: Problem[] = []
  const names = new Map<Field, string>()
  for (const { field, names: known, form, read } of aliases) {
    const given = known.filter(
      (name) => Object.hasOwn(sent, name) && sent[name] !== null && sent[name] !== '',
    )
    const values = given.map((name) => read(sent[name], name))
    const [name = known[0] ?? field] = given
    names.set(field, name)
    if (given.length === 0) continue
    if (values.includes(undefined)) {
      problems.push({ field, rule: 'form', message: `Send ${form}.` })
    } else if (values.some((value) => JSON.stringify(value) !== JSON.stringify(values[0]))) {
      problems.push({ field, rule: 'two_values', message: `${given.join(' and ')} say different things.` })
    } else typed[field] = values[0]
  }
  return { typed, problems: [...problems, ...responseTypeProblems(sent)], names }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === '1' || value === 'true') return true
  if (value === false || value === 0 || value === '0' || value === 'false') return false
  return undefined
}

function asKind(value: unknown, name: string): string | undefined {
  if (name === 'is_confidential') {
    const isConfidential = asBoolean(value)
    return isConfidential === undefined ? undefined : isConfidential ? 'confidential' : 'public'
  }
  if (value === 'none') return 'public'
  return value === 'client_secret_basic' || value === 'client_secret_post' ? 'confidential' : undefined
}

function asList(value: unknown): string[] | undefined {
  const values = [value].flat()
  return values.every((one) => typeof one === 'string') ? (values as string[]) : undefined
}

/** A list, or as in RFC 6749 one text with spaces. */
function asWords(value: unknown): string[] | undefined {
  return asList(value)?.flatMap((text) => text.split(/[\s,|]+/).filter(Boolean))
}

function asFirst(value: unknown): string | undefined {
  return asList(value)?.[0]
}

function responseTypeProblems({ response_types: types }: Sent): Problem[] {
  if (types === undefined || asWords(types)?.every((type) => type === 'code')) return []
  return [
    {
      field: 'grantTypes',
      rule: 'response_type',
      message: 'The one response type is code (response_types).',
    },
  ]
}
