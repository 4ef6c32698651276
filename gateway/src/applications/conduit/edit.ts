import type { Scope } from '../../access/scope.ts'
import { changesSince, latestChange } from '../../conduit/method/changes.ts'
import { readIdentifier } from '../../conduit/method/identifier.ts'
import { editParams } from '../../conduit/method/params.ts'
import { invalid, notFound } from '../../conduit/method/refusal.ts'
import { readTransactions } from '../../conduit/method/transactions.ts'
import { readString, readStrings } from '../../conduit/method/values.ts'
import type { OwnCall, OwnMethod } from '../../conduit/own-method.ts'
import type { Gateway } from '../../gateway.ts'
import type { Application } from '../application.ts'
import type { Author } from '../author.ts'
import { decideProposal } from '../decide.ts'
import { editApplication } from '../edit.ts'
import { searchApplications } from '../search.ts'
import { isStage, moves, type Stage, stages } from '../stages.ts'
import { fields, readFields } from './fields.ts'
import { refusalOf, refusalOfProblems } from './problems.ts'

const types = [...Object.keys(fields), 'stage']

export const applicationEdit: OwnMethod = {
  name: 'application.edit',
  description: {
    description:
      'Corrects an OAuth application of this gateway or, with a transaction "stage", approves, rejects, disables or withdraws it. The changeToken is that of the application as application.search told it.',
    params: { ...editParams, changeToken: 'string', reason: 'optional string' },
    return: 'map<string, wild>',
  },
  answer: edit,
}

async function edit(gateway: Gateway, call: OwnCall) {
  const { params, from, viewer } = call
  const application = await identify(gateway, call)
  const given = readGiven(params.transactions)
  const order: Order = {
    application,
    author: { phid: viewer.phid, ...from },
    changeToken: readChangeToken(params.changeToken),
    reason: params.reason ? readString('reason', params.reason) : undefined,
  }
  const since = await latestChange(gateway.database, application.phid)
  await ('stage' in given ? decide(gateway, order, given) : correct(gateway, order, given, call.typed))
  return changesSince(gateway.database, application, since)
}

interface Order {
  readonly application: Application
  readonly author: Author
  readonly changeToken: string
  readonly reason: string | undefined
}

type Given = Readonly<Record<string, unknown>>

async function decide(gateway: Gateway, { application, author, ...order }: Order, given: Given) {
  const { stage, methods, ...others } = given
  const [other] = Object.keys(others)
  if (other) throw invalid(`Take the application to another stage in a call of its own, without "${other}".`)
  const to = readStage(stage)
  const isAsSeen = order.changeToken === application.changeToken
  if (isAsSeen && !moves.some((move) => move.from === application.stage && move.to === to)) {
    throw invalid(`An application that is ${application.stage} cannot become ${to}.`)
  }
  const scopes = methods === undefined ? undefined : (readStrings('methods', methods) as Scope[])
  const decision = { ...order, stage: to, scopes }
  const decided = await decideProposal(gateway, application.clientId, decision, author)
  if ('refused' in decided) throw refusalOf(decided.refused)
}

async function correct(gateway: Gateway, order: Order, given: Given, typed: boolean) {
  const { application, author, changeToken, reason } = order
  const change = { changes: readFields(fields, given, typed), changeToken, reason }
  const edited = await editApplication(gateway, application.clientId, change, author)
  if ('refused' in edited) throw refusalOf(edited.refused)
  if ('problems' in edited) throw refusalOfProblems(edited.problems)
}

/** The last of each type counts. */
function readGiven(transactions: unknown): Given {
  return Object.fromEntries(readTransactions(transactions, types).map(({ type, value }) => [type, value]))
}

function readStage(value: unknown): Stage {
  const stage = readString('stage', value)
  if (isStage(stage)) return stage
  throw invalid(`There is no stage "${stage}". Known stages: ${stages.join(', ')}.`)
}

function readChangeToken(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw invalid('"changeToken" is missing: read the application with application.search, and send its back.')
}

async function identify(gateway: Gateway, { params, viewer }: OwnCall): Promise<Application> {
  const identifier = readIdentifier(params.objectIdentifier, 'To propose one, call application.propose.')
  const wanted = 'id' in identifier ? { ids: [identifier.id] } : { phids: [identifier.phid] }
  const [application] = await searchApplications(gateway, { ...wanted, viewer, limit: 1 })
  if (!application) throw notFound(`"${params.objectIdentifier}" names no application that you can see.`)
  return application
}
