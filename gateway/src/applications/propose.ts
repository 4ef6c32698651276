import { denyList } from '../access/methods.ts'
import type { SecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { saveGrant } from '../grants/grants.ts'
import { type Application, createApplication, findApplication, versionsOf } from './applications.ts'
import type { Author } from './author.ts'
import { approvingRule } from './auto-approval.ts'
import { autoApprovalRules } from './auto-approval-rules.ts'
import { changeApplication, type HistoryEntry } from './changes.ts'
import type { Problem, Proposal, TypedProposal } from './proposal/proposal.ts'
import { redirectWarnings } from './proposal/redirect-rules.ts'
import { readProposal } from './proposal/rules.ts'
import { saveAllowedScopes } from './rules.ts'
import { firstStage } from './stages.ts'
import { currentTerms } from './terms.ts'

/** How many proposals of one person, or of all who did not sign in, may wait at a time. */
const MOST_WAITING = 25
/** How many applications for themself alone one person may have. */
const MOST_OWN = 100

export type Proposed =
  | {
      readonly application: Application
      /** Of a confidential one: told here once. It is of no use before the application is approved. */
      readonly clientSecret: string | undefined
      /** What is allowed, and should be thought about. */
      readonly warnings: readonly string[]
    }
  | { readonly problems: readonly Problem[] }

/**
 * Proposes an application. It waits for an administrator, unless it is for its owner alone or a rule approves it. All
 * entrances lead here.
 */
export async function proposeApplication(
  gateway: Gateway,
  typed: TypedProposal,
  author: Author,
): Promise<Proposed> {
  const { phorgeCompatible: _, ...proposal } = typed
  const terms = await currentTerms(gateway)
  return make(gateway, proposal, { author, terms: terms?.version, isRegistered: false })
}

/** Registers an application as an administrator: who does that has approved it. What it may do is said by its rules. */
export async function registerApplication(
  gateway: Gateway,
  typed: TypedProposal,
  author: Author,
): Promise<Proposed> {
  return make(gateway, typed, { author, terms: undefined, isRegistered: true })
}

/** What is wrong with a proposal as things stand; nothing is written. */
export async function checkProposal(
  gateway: Gateway,
  typed: TypedProposal,
  author: Author,
): Promise<readonly Problem[]> {
  const terms = await currentTerms(gateway)
  const making = { author, terms: terms?.version, isRegistered: false }
  const read = await examine(gateway, typed, making, [...(await gateway.backend.methods()).keys()])
  return 'problems' in read ? read.problems : []
}

interface Making {
  readonly author: Author
  readonly terms: string | undefined
  readonly isRegistered: boolean
}

async function make(gateway: Gateway, typed: TypedProposal, making: Making): Promise<Proposed> {
  const methods = [...(await gateway.backend.methods()).keys()]
  return inTransaction(gateway, async (inside) => {
    const read = await examine(inside, typed, making, methods)
    return 'problems' in read ? read : write(inside, read.proposal, making)
  })
}

async function examine(
  inside: Gateway,
  typed: TypedProposal,
  { author, terms, isRegistered }: Making,
  methods: readonly string[],
): Promise<ReturnType<typeof readProposal>> {
  const createdBy = author.phid ?? ''
  const crowded = isRegistered ? undefined : await crowdProblem(inside, typed, createdBy)
  if (crowded) return { problems: [crowded] }
  const versions = await takenVersions(inside, typed, createdBy)
  const deny = denyList(inside.config.denyMethods)
  return readProposal(typed, { versions, methods, deny, terms })
}

async function write(
  inside: Gateway,
  proposal: Proposal,
  { author, isRegistered }: Making,
): Promise<Proposed> {
  const stage = isRegistered ? 'approved' : firstStage(proposal)
  const createdBy = author.phid ?? ''
  const { application, clientSecret } = await createApplication(inside, { ...proposal, stage, createdBy })
  await changeApplication(inside, {
    seen: application,
    entries: creationEntries(application, isRegistered),
    event: {
      kind: isRegistered ? 'application-registered' : 'application-proposed',
      detail: detailOf(application),
    },
    author,
    perform: () => allowAtOnce(inside, application),
  })
  if (stage === 'proposed') await approveByRule(inside, application)
  const after = await findApplication(inside, application.clientId)
  return { application: after ?? application, clientSecret, warnings: redirectWarnings(application) }
}

function creationEntries({ name, version, stage, requestedScopes }: Application, isRegistered: boolean) {
  const entries: HistoryEntry[] = [
    { type: 'create', new: { name, version, stage: isRegistered ? stage : 'proposed' } },
  ]
  if (!isRegistered && stage === 'approved') {
    entries.push({ type: 'stage', old: 'proposed', new: 'approved' })
    entries.push({ type: 'scopes', old: [], new: requestedScopes })
  }
  return entries
}

/** What was asked for may be used at once. One that will act as its owner unasked has been granted it by being made. */
async function allowAtOnce(inside: Gateway, application: Application): Promise<void> {
  const { stage, clientId, requestedScopes, grantTypes, createdBy } = application
  if (stage !== 'approved') return
  await saveAllowedScopes(inside, clientId, requestedScopes)
  if (!grantTypes.includes('client_credentials')) return
  await saveGrant(inside, { userPhid: createdBy, clientId, scopes: requestedScopes })
}

async function approveByRule(inside: Gateway, application: Application): Promise<void> {
  const rule = approvingRule(await autoApprovalRules(inside), application)
  const seen = rule && (await findApplication(inside, application.clientId))
  if (!seen) return
  await changeApplication(inside, {
    seen,
    entries: [
      { type: 'stage', old: 'proposed', new: 'approved' },
      { type: 'scopes', old: [], new: seen.requestedScopes },
    ],
    event: { kind: 'application-approved', detail: `${detailOf(seen)} (rule “${rule.name}”)` },
    author: { phid: undefined },
    reason: `Approved by the rule “${rule.name}”.`,
    perform: async () => {
      await inside.database
        .updateTable('applications')
        .set({ stage: 'approved' })
        .where('client_id', '=', seen.clientId)
        .execute()
      await saveAllowedScopes(inside, seen.clientId, seen.requestedScopes)
    },
  })
}

/** Applications that nobody signed in for may share a name: many copies of one program register themselves. */
async function takenVersions(
  inside: Gateway,
  { name = '' }: TypedProposal,
  createdBy: string,
): Promise<string[]> {
  if (createdBy === '') return []
  return (await versionsOf(inside, { name: name.trim(), createdBy })).map(({ version }) => version)
}

async function crowdProblem(
  { database }: Gateway,
  { ownerOnly = false }: TypedProposal,
  createdBy: string,
): Promise<Problem | undefined> {
  if (createdBy === '' && ownerOnly) {
    const message = 'An application for its owner alone needs one: sign in, or send a token.'
    return { field: 'ownerOnly', rule: 'no_owner', message }
  }
  const { count } = await database
    .selectFrom('applications')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('created_by', '=', createdBy)
    .where('owner_only', '=', ownerOnly ? 1 : 0)
    .where('stage', '=', firstStage({ ownerOnly }))
    .executeTakeFirstOrThrow()
  if (ownerOnly ? count < MOST_OWN : count < MOST_WAITING) return undefined
  const message = ownerOnly
    ? `You have ${MOST_OWN} applications for yourself already. Disable one that you do not need.`
    : `${MOST_WAITING} proposals wait already. Withdraw one, or wait until they are decided.`
  return { field: 'proposal', rule: 'too_many', message }
}

/** For the security log. */
export function detailOf({ name, version }: Pick<Application, 'name' | 'version'>): SecurityEvent['detail'] {
  return `${name} ${version}`
}
