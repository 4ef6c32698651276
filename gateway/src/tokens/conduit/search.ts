import { readAttachments } from '../../conduit/method/attachments.ts'
import { readAge } from '../../conduit/method/by-age.ts'
import { readConstraints, shownQueryKey } from '../../conduit/method/constraints.ts'
import { pageOf, readPaging } from '../../conduit/method/paging.ts'
import { searchParams } from '../../conduit/method/params.ts'
import {
  readEpoch,
  readFilledChoices,
  readFilledIntegers,
  readFilledStrings,
} from '../../conduit/method/values.ts'
import type { OwnCall, OwnMethod } from '../../conduit/own-method.ts'
import type { Gateway } from '../../gateway.ts'
import { describeTransaction } from '../../history/describe.ts'
import { historyOf, type Transaction } from '../../history/history.ts'
import { listTokens, type TokenQuery } from '../list.ts'
import { type ApiToken, stateOf } from '../tokens.ts'

const kinds = ['api', 'cli'] as const
const statuses = ['active', 'expired', 'revoked', 'disposed'] as const

const savedQueries = { all: {}, active: { statuses: ['active'] } }

type Reader = (name: string, value: unknown, call: OwnCall) => Partial<TokenQuery>

const readers: Readonly<Record<string, Reader>> = {
  ids: (name, value, { typed }) => ({ ids: readFilledIntegers(name, value, typed) }),
  phids: (name, value) => ({ phids: readFilledStrings(name, value) }),
  ownerPHIDs: (name, value) => ({ userPhids: readFilledStrings(name, value) }),
  kinds: (name, value) => ({ kinds: readFilledChoices(name, value, kinds) }),
  statuses: (name, value) => ({ states: readFilledChoices(name, value, statuses) }),
  expiresEnd: (name, value, { typed }) => ({ expiresBefore: readEpoch(name, value, typed) }),
}

export const tokenSearch: OwnMethod = {
  name: 'token.search',
  description: {
    description:
      'Finds personal API tokens of this gateway: your own and, for an administrator, those that are named by ids, phids or ownerPHIDs.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: search,
}

async function search(gateway: Gateway, call: OwnCall) {
  const { params, typed, viewer } = call
  const constraints = readConstraints(params, savedQueries, Object.keys(readers))
  const wanted = readAttachments(params.attachments, ['history'])
  const order = readAge(params.order)
  const paging = readPaging(params, typed)
  const read = Object.entries(constraints).map(([name, value]) => readers[name]?.(name, value, call))
  const found = await listTokens(gateway, {
    ...visible(viewer, Object.assign({}, ...read)),
    order: paging.backwards ? opposite[order] : order,
    after: paging.start,
    limit: paging.rows + 1,
  })
  const { rows, cursor } = pageOf(found, paging)
  const data = await Promise.all(
    rows.map(async (token) => ({
      ...describe(token, gateway.now()),
      attachments: wanted.has('history') ? { history: await historyAttachment(gateway, token) } : {},
    })),
  )
  return { data, maps: {}, query: { queryKey: shownQueryKey(params) }, cursor }
}

const opposite = { newest: 'oldest', oldest: 'newest' } as const

/** Somebody else's tokens are there for administrators alone, and not among their own unless they ask for them. */
function visible(
  { phid, isAdministrator }: OwnCall['viewer'],
  query: Partial<TokenQuery>,
): Partial<TokenQuery> {
  const { ids, phids, userPhids } = query
  if (isAdministrator && (ids ?? phids ?? userPhids)) return query
  return { ...query, userPhids: (userPhids ?? [phid]).filter((owner) => owner === phid) }
}

async function historyAttachment({ database }: Gateway, { phid }: ApiToken) {
  const withAddress = (transaction: Transaction) => {
    const described = describeTransaction(transaction)
    return { ...described, fields: { ...described.fields, address: transaction.address ?? null } }
  }
  return { transactions: (await historyOf(database, phid)).map(withAddress) }
}

function describe(token: ApiToken, now: number) {
  const { id, phid, name, kind, rights, addresses, lastUse } = token
  const isList = typeof rights !== 'string'
  return {
    id,
    type: 'CTKN',
    phid,
    fields: {
      name,
      kind,
      ownerPHID: token.userPhid,
      status: stateOf(token, now),
      rights: isList ? 'methods' : rights,
      methods: isList ? [...rights].sort() : [],
      addresses,
      dateCreated: token.createdAt,
      dateExpires: token.expiresAt ?? null,
      lastUsed: lastUse
        ? {
            date: lastUse.at,
            address: lastUse.address ?? null,
            client: lastUse.client ?? null,
            method: lastUse.method ?? null,
          }
        : null,
    },
  }
}
