import { denyList } from '../access/methods.ts'
import type { Gateway } from '../gateway.ts'
import { type Application, findApplication, updateApplication, versionsOf } from './applications.ts'
import { type Author, partiesOf } from './author.ts'
import { changeApplication, type HistoryEntry } from './changes.ts'
import { noSuchApplication, type Refused, stale } from './decide.ts'
import { type Problem, type Proposal, type TypedProposal, typedOf } from './proposal/proposal.ts'
import { readProposal } from './proposal/rules.ts'
import { detailOf } from './propose.ts'
import type { Party, Stage } from './stages.ts'

export type Editable = Exclude<keyof TypedProposal, 'kind' | 'ownerOnly' | 'terms'>

export interface Edit {
  /** What is to be otherwise; the rest stays as it is. */
  readonly changes: Pick<TypedProposal, Editable>
  readonly reason?: string | undefined
  /** The state that the change was made on. */
  readonly changeToken: string
}

export type Edited =
  | { readonly application: Application }
  | { readonly problems: readonly Problem[] }
  | { readonly refused: Refused }

/**
 * Corrects an application. Administrators may, and its owner as long as it is a proposal; of an approved one an owner
 * changes nothing that was approved, and proposes a new version for that.
 */
export async function editApplication(
  gateway: Gateway,
  clientId: string,
  { changes, reason, changeToken }: Edit,
  author: Author,
): Promise<Edited> {
  const application = await findApplication(gateway, clientId)
  if (!application) return { refused: noSuchApplication }
  const parties = await partiesOf(gateway, author, application)
  const forbidden = Object.keys(changes).filter(
    (field) => !editableFields(application.stage, parties).includes(field as Editable),
  )
  if (forbidden.length > 0) return { refused: notEditable(forbidden, parties) }

  const read = readProposal(
    { ...typedOf(application), ...changes },
    await contextOf(gateway, application, changes),
  )
  if ('problems' in read) return read
  const entries = differences(application, read.proposal)
  if (entries.length === 0) return { application }
  const { terms: _, ...columns } = read.proposal
  const changed = await changeApplication(gateway, {
    seen: { ...application, changeToken },
    entries,
    event: {
      kind: 'application-changed',
      detail: [detailOf(application), ...changedAddresses(entries)].join(' '),
    },
    author,
    reason: reason?.trim(),
    perform: (inside) => updateApplication(inside, clientId, { ...columns, contact: columns.contact ?? '' }),
  })
  return 'application' in changed ? changed : { refused: stale(changed.meanwhile) }
}

/** Which fields these parties may change at this stage. */
export function editableFields(stage: Stage, parties: readonly Party[]): readonly Editable[] {
  if (parties.includes('administrator')) return fields
  if (!parties.includes('owner')) return []
  if (stage === 'proposed') return fields.filter((field) => field !== 'phorgeCompatible')
  return stage === 'approved' || stage === 'disabled' ? ['description', 'contact'] : []
}

const fields = [
  'name',
  'version',
  'description',
  'redirectUris',
  'callbackIsPrefix',
  'grantTypes',
  'scopes',
  'contact',
  'addressRanges',
  'origins',
  'phorgeCompatible',
] as const satisfies readonly Editable[]

/** Versions that came after this one make it no worse, as long as it keeps its own. */
async function contextOf(gateway: Gateway, application: Application, changes: TypedProposal) {
  const { clientId, createdBy, redirectUris } = application
  const { name = application.name, version = application.version } = changes
  const isRenamed = name.trim() !== application.name || version.trim() !== application.version
  const others = isRenamed && createdBy ? await versionsOf(gateway, { name: name.trim(), createdBy }) : []
  return {
    versions: others.filter((other) => other.clientId !== clientId).map((other) => other.version),
    methods: [...(await gateway.backend.methods()).keys()],
    deny: denyList(gateway.config.denyMethods),
    terms: undefined,
    kept: redirectUris,
  }
}

const compared = [
  'name',
  'version',
  'description',
  'redirectUris',
  'callbackIsPrefix',
  'grantTypes',
  'requestedScopes',
  'contact',
  'addressRanges',
  'origins',
  'phorgeCompatible',
] as const satisfies readonly (keyof Proposal & keyof Application)[]

function differences(before: Application, after: Proposal): HistoryEntry[] {
  return compared
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ type: field, old: before[field], new: after[field] }))
}

/** Where codes go from now on: what an auditor looks for first. */
function changedAddresses(entries: readonly HistoryEntry[]): string[] {
  const change = entries.find(({ type }) => type === 'redirectUris')
  return Array.isArray(change?.new) ? change.new.map(String) : []
}

function notEditable(names: readonly string[], parties: readonly Party[]): Refused {
  if (parties.length === 0) return { code: 'forbidden', message: 'This application is somebody else’s.' }
  const message = `This cannot be changed any more: ${names.join(', ')}. Propose a new version.`
  return { code: 'fields', message }
}
