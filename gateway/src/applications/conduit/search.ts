import { readAttachments } from '../../conduit/method/attachments.ts'
import { readAge } from '../../conduit/method/by-age.ts'
import { readConstraints, shownQueryKey } from '../../conduit/method/constraints.ts'
import { pageOf, readPaging } from '../../conduit/method/paging.ts'
import { searchParams } from '../../conduit/method/params.ts'
import {
  readFilledChoices,
  readFilledIntegers,
  readFilledStrings,
  readString,
} from '../../conduit/method/values.ts'
import type { OwnCall, OwnMethod } from '../../conduit/own-method.ts'
import type { Gateway } from '../../gateway.ts'
import { describeTransaction } from '../../history/describe.ts'
import { historyOf } from '../../history/history.ts'
import type { Application } from '../application.ts'
import { allowedScopes } from '../rules.ts'
import { type ApplicationQuery, searchApplications } from '../search.ts'
import { stages } from '../stages.ts'

const attachable = ['rules', 'history'] as const
type Attachable = (typeof attachable)[number]

const savedQueries = {
  all: {},
  proposed: { stages: ['proposed'] },
  approved: { stages: ['approved'] },
}

type Reader = (name: string, value: unknown, call: OwnCall) => Partial<ApplicationQuery>

const readers: Readonly<Record<string, Reader>> = {
  ids: (name, value, { typed }) => ({ ids: readFilledIntegers(name, value, typed) }),
  phids: (name, value) => ({ phids: readFilledStrings(name, value) }),
  clientIDs: (name, value) => ({ clientIds: readFilledStrings(name, value) }),
  ownerPHIDs: (name, value) => ({ owners: readFilledStrings(name, value) }),
  stages: (name, value) => ({ stages: readFilledChoices(name, value, stages) }),
  name: (name, value) => ({ name: readString(name, value) }),
  query: (name, value) => ({ query: readString(name, value) }),
}

export const applicationSearch: OwnMethod = {
  name: 'application.search',
  description: {
    description: 'Finds OAuth applications of this gateway: your own and, for an administrator, all.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: search,
}

async function search(gateway: Gateway, call: OwnCall) {
  const { params, typed, viewer } = call
  const constraints = readConstraints(params, savedQueries, Object.keys(readers))
  const wanted = readAttachments(params.attachments, attachable)
  const order = readAge(params.order)
  const paging = readPaging(params, typed)
  const { start, backwards } = paging
  const read = Object.entries(constraints).map(([name, value]) => readers[name]?.(name, value, call))
  const found = await searchApplications(gateway, {
    ...Object.assign({}, ...read),
    viewer,
    order,
    ...(backwards ? { before: start } : { after: start }),
    limit: paging.rows + 1,
  })
  const { rows, cursor } = pageOf(backwards ? found.toReversed() : found, paging)
  const data = await Promise.all(
    rows.map(async (application) => ({
      ...describe(application),
      attachments: await attachmentsOf(gateway, application, wanted),
    })),
  )
  return { data, maps: {}, query: { queryKey: shownQueryKey(params) }, cursor }
}

async function attachmentsOf(
  gateway: Gateway,
  { clientId, phid }: Application,
  wanted: ReadonlySet<Attachable>,
) {
  const rules = wanted.has('rules') && { methods: [...(await allowedScopes(gateway, clientId))].sort() }
  const history = wanted.has('history') && {
    transactions: (await historyOf(gateway.database, phid)).map(describeTransaction),
  }
  return { ...(rules && { rules }), ...(history && { history }) }
}

function describe(application: Application) {
  const { id, phid, name, version, description, stage, kind, ownerOnly, changeToken } = application
  return {
    id,
    type: 'OASC',
    phid,
    fields: {
      clientID: application.clientId,
      name,
      version,
      description,
      stage,
      kind,
      ownerOnly,
      grantTypes: application.grantTypes,
      redirectUris: application.redirectUris,
      callbackIsPrefix: application.callbackIsPrefix,
      origins: application.origins,
      methods: application.requestedScopes,
      contact: application.contact ?? null,
      addressRanges: application.addressRanges,
      ownerPHID: application.createdBy || null,
      changeToken,
      dateCreated: application.createdAt,
      dateModified: application.updatedAt,
    },
  }
}
