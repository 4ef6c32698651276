import { changesSince, latestChange } from '../../conduit/method/changes.ts'
import { readIdentifier } from '../../conduit/method/identifier.ts'
import { editParams } from '../../conduit/method/params.ts'
import { forbidden, invalid, notFound, type Refusal } from '../../conduit/method/refusal.ts'
import { readTransactions } from '../../conduit/method/transactions.ts'
import { readEpoch, readString, readStrings } from '../../conduit/method/values.ts'
import type { OwnCall, OwnMethod } from '../../conduit/own-method.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { narrowToken, renameToken, setTokenAddresses, setTokenExpiry } from '../change.ts'
import { revokeToken } from '../end.ts'
import { listTokens } from '../list.ts'
import type { By } from '../record.ts'
import { TokenRefusal } from '../refusal.ts'
import type { ApiToken } from '../tokens.ts'
import { readAddresses, readRightsOf } from '../values.ts'

type Change = (gateway: Gateway, phid: string, value: unknown, by: By, typed: boolean) => Promise<unknown>

/** Nothing of it gives a token more than it has: that is the same as making one, which people do on a page. */
const changes: Readonly<Record<string, Change>> = {
  name: (gateway, phid, value, by) => renameToken(gateway, phid, readString('name', value), by),
  expires: (gateway, phid, value, by, typed) =>
    setTokenExpiry(gateway, phid, readEpoch('expires', value, typed), by),
  addresses: (gateway, phid, value, by) =>
    setTokenAddresses(gateway, phid, readAddresses(readStrings('addresses', value)), by),
  methods: (gateway, phid, value, by) => narrowToken(gateway, phid, readRights(value), by),
  revoke: (gateway, phid, value, { author }) =>
    revokeToken(gateway, phid, { author, reason: readString('revoke', value).trim() || undefined }),
}

export const tokenEdit: OwnMethod = {
  name: 'token.edit',
  description: {
    description:
      'Names a personal API token of this gateway, makes it narrower (expires, addresses, methods), or ends it (revoke: why).',
    params: editParams,
    return: 'map<string, wild>',
  },
  answer: edit,
}

async function edit(gateway: Gateway, call: OwnCall) {
  const { params, typed, viewer, from } = call
  const token = await identify(gateway, call)
  const transactions = readTransactions(params.transactions, Object.keys(changes))
  if (token.userPhid !== viewer.phid && transactions.some(({ type }) => type !== 'revoke')) {
    throw forbidden('Of a token of somebody else, an administrator can do one thing: revoke it.')
  }
  const by: By = { author: { phid: viewer.phid, isAdministrator: viewer.isAdministrator, ...from } }
  return inTransaction(gateway, async (inside) => {
    const since = await latestChange(inside.database, token.phid)
    for (const { type, value } of transactions) {
      await changes[type]?.(inside, token.phid, value, by, typed).catch(refuse(type))
    }
    return changesSince(inside.database, token, since)
  })
}

function readRights(value: unknown) {
  return value === 'read-only' ? value : readRightsOf('scopes', readStrings('methods', value))
}

async function identify(gateway: Gateway, { params, viewer }: OwnCall): Promise<ApiToken> {
  const create = 'New tokens are made on the page “API tokens”, where they are shown once.'
  const identifier = readIdentifier(params.objectIdentifier, create)
  const wanted = 'id' in identifier ? { ids: [identifier.id] } : { phids: [identifier.phid] }
  const [token] = await listTokens(gateway, wanted)
  if (token && (token.userPhid === viewer.phid || viewer.isAdministrator)) return token
  throw notFound(`"${params.objectIdentifier}" names no token that you can see.`)
}

function refuse(type: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof TokenRefusal ? refusalOf(type, error) : error
  }
}

function refusalOf(type: string, { code, message }: TokenRefusal): Refusal {
  return code === 'unknown' ? notFound(message) : invalid(`"${type}": ${message}`)
}
