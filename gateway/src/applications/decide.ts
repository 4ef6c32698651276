import { covers, type Scope } from '../access/scope.ts'
import type { SecurityEventKind } from '../audit/kinds.ts'
import type { Gateway } from '../gateway.ts'
import type { Transaction } from '../history/history.ts'
import { type Application, findApplication, updateApplication } from './applications.ts'
import { type Author, partiesOf } from './author.ts'
import { changeApplication, type HistoryEntry, historySince } from './changes.ts'
import { expireProposals } from './expire.ts'
import { detailOf } from './propose.ts'
import { allowedScopes, saveAllowedScopes } from './rules.ts'
import { findMove, type Stage } from './stages.ts'

export interface Decision {
  readonly stage: Stage
  /** On approval of a proposal: what it may do, no more than it asks for. @default all that it asks for */
  readonly scopes?: Iterable<Scope> | undefined
  readonly reason?: string | undefined
  /** The state that was decided on. */
  readonly changeToken: string
}

/** Why something was not done to an application; nothing has changed. */
export interface Refused {
  readonly code:
    | 'not_found'
    | 'stale'
    | 'stage'
    | 'forbidden'
    | 'reason_required'
    | 'too_many_scopes'
    | 'fields'
  readonly message: string
  /** Of `stale`: what others did meanwhile, the newest first. */
  readonly meanwhile?: readonly Transaction[]
}

export type Decided = { readonly application: Application } | { readonly refused: Refused }

/**
 * Takes an application to another stage: approves, rejects, disables it, enables it again, or gives it up. Only moves of
 * `stages.ts`, by who may make them.
 */
export async function decideProposal(
  gateway: Gateway,
  clientId: string,
  decision: Decision,
  author: Author,
): Promise<Decided> {
  const read = await readDecision(gateway, clientId, decision, author)
  return 'refused' in read ? read : carryOut(gateway, read)
}

/** Why a decision could not be taken as things stand; nothing is done. */
export async function refusalOf(
  gateway: Gateway,
  clientId: string,
  decision: Decision,
  author: Author,
): Promise<Refused | undefined> {
  const read = await readDecision(gateway, clientId, decision, author)
  return 'refused' in read ? read.refused : undefined
}

async function readDecision(
  gateway: Gateway,
  clientId: string,
  decision: Decision,
  author: Author,
): Promise<Resolution | { readonly refused: Refused }> {
  await expireProposals(gateway)
  const application = await findApplication(gateway, clientId)
  if (!application) return { refused: noSuchApplication }
  const { stage: from, requestedScopes } = application
  const { stage: to, changeToken } = decision
  if (changeToken !== application.changeToken) {
    return { refused: stale(await historySince(gateway, { ...application, changeToken })) }
  }
  const move = findMove(from, to, await partiesOf(gateway, author, application))
  if (!move) return { refused: impossible(from, to) }

  const isFirst = from === 'proposed' && to === 'approved'
  const scopes = isFirst ? [...(decision.scopes ?? requestedScopes)] : undefined
  const wanted = new Set(requestedScopes)
  if (scopes?.some((scope) => !covers(wanted, scope))) return { refused: tooManyScopes }
  const isLess = scopes !== undefined && requestedScopes.some((scope) => !scopes.includes(scope))
  const reason = decision.reason?.trim()
  if (!reason && (move.reason === 'mandatory' || isLess)) return { refused: reasonRequired }
  return { application, to, scopes, reason, author }
}

/** A decision that nothing speaks against. */
interface Resolution {
  readonly application: Application
  readonly to: Stage
  readonly scopes: readonly Scope[] | undefined
  readonly reason: string | undefined
  readonly author: Author
}

async function carryOut(
  gateway: Gateway,
  { application, to, scopes, reason, author }: Resolution,
): Promise<Decided> {
  const { clientId, stage: from } = application
  const entries: HistoryEntry[] = [{ type: 'stage', old: from, new: to }]
  if (scopes)
    entries.push({ type: 'scopes', old: [...(await allowedScopes(gateway, clientId))], new: scopes })
  const changed = await changeApplication(gateway, {
    seen: application,
    entries,
    event: { kind: eventOf(from, to), detail: [detailOf(application), ...(scopes ?? [])].join(' ') },
    author,
    reason,
    perform: async (inside) => {
      await updateApplication(inside, clientId, { stage: to })
      if (scopes) await saveAllowedScopes(inside, clientId, scopes)
    },
  })
  return 'application' in changed ? changed : { refused: stale(changed.meanwhile) }
}

function eventOf(from: Stage, to: Stage): SecurityEventKind {
  switch (to) {
    case 'approved':
      return from === 'disabled' ? 'application-enabled' : 'application-approved'
    case 'rejected':
      return 'application-rejected'
    case 'disabled':
      return 'application-disabled'
    default:
      return 'application-expired'
  }
}

export const noSuchApplication: Refused = { code: 'not_found', message: 'There is no such application.' }

export function stale(meanwhile: readonly Transaction[]): Refused {
  const message = 'Somebody else changed the application meanwhile: nothing was done. Look at it again.'
  return { code: 'stale', message, meanwhile }
}

function impossible(from: Stage, to: Stage): Refused {
  return { code: 'stage', message: `You cannot make an application that is ${from} one that is ${to}.` }
}

const tooManyScopes: Refused = {
  code: 'too_many_scopes',
  message: 'It can be approved for what it asks for, or for less. More is allowed by its rules, afterwards.',
}

const reasonRequired: Refused = { code: 'reason_required', message: 'Say why: its owner is told.' }
