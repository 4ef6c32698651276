import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import type { Account } from '../../../gateway/src/backends/backend.ts'
import { createApiToken, type NewApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, custom } from '../../../sdk/src/index.ts'
import { failure } from '../../sdk/conduit-server.ts'
import { type GatewayUnderTest, issueToken, startGatewayUnderTest } from '../conduit/gateway-under-test.ts'

let test: GatewayUnderTest
let angie: Conduit
let admin: Conduit
beforeEach(async () => {
  test = await startGatewayUnderTest()
  const account = await test.gateway.backend.accountByName('admin')
  if (!account) throw new Error('there is no administrator')
  angie = (await tokenOf(test.angie, { name: 'angie' })).conduit
  admin = (await tokenOf(account, { name: 'admin' })).conduit
})
afterEach(() => test.close())

async function tokenOf({ phid: userPhid }: Account, more: Partial<NewApiToken> & { name: string }) {
  const made = await createApiToken(test.gateway, { userPhid, ...more })
  return { ...made, conduit: new Conduit({ url: test.url, credential: apiToken(made.token) }) }
}

const rightsOf = (...scopes: string[]) => new Set(scopes as Scope[])
const find = async (conduit: Conduit, phid: string, constraints = {}) => {
  const asked = {
    constraints: { phids: [phid as `PHID-CTKN-${string}`], ...constraints },
    attachments: { history: true },
  } as const
  return (await conduit.token.search(asked).all())[0]
}

describe('token.search', () => {
  it('tells of a token what its page tells, and never the token', async () => {
    const expiresAt = test.now + 86_400
    const { phid, token, conduit } = await tokenOf(test.angie, {
      name: 'deploy',
      kind: 'cli',
      rights: rightsOf('maniphest.search', 'token.search'),
      addresses: ['127.0.0.0/8'],
      expiresAt,
    })
    await conduit.maniphest.search()
    const found = await find(angie, phid)
    expect(found).toMatchObject({
      type: 'CTKN',
      phid,
      fields: {
        name: 'deploy',
        kind: 'cli',
        ownerPHID: test.angie.phid,
        status: 'active',
        rights: 'methods',
        methods: ['maniphest.search', 'token.search'],
        addresses: ['127.0.0.0/8'],
        dateCreated: test.now,
        dateExpires: expiresAt,
        lastUsed: { date: test.now, address: '127.0.0.1', method: 'maniphest.search' },
      },
    })
    expect(found?.attachments.history.transactions).toMatchObject([{ type: 'create', objectPHID: phid }])
    expect(JSON.stringify(found)).not.toContain(token.slice(4))
    test.now = expiresAt
    expect((await find(angie, phid))?.fields.status).toBe('expired')
  })

  it('finds one’s own; those of others for an administrator who asks for them', async () => {
    const { phid } = await tokenOf(test.angie, { name: 'deploy' })
    const { conduit: rjkaplan } = await tokenOf(test.rjkaplan, { name: 'rjkaplan' })
    const ofAngie = { ownerPHIDs: [test.angie.phid as `PHID-USER-${string}`] }
    expect(await find(rjkaplan, phid)).toBeUndefined()
    expect(await find(rjkaplan, phid, ofAngie)).toBeUndefined()
    expect(await find(admin, phid)).toMatchObject({ phid })
    expect((await admin.token.search().all()).map(({ fields }) => fields.name)).toEqual(['admin'])
    expect(await admin.token.search({ constraints: ofAngie }).all()).toHaveLength(2)
    expect(await find(angie, phid, ofAngie)).toMatchObject({ phid })
  })

  it('finds by kind, status and end, in order, page by page, in both directions', async () => {
    const names = async (params: object) =>
      (await angie.token.search(params).all()).map(({ fields }) => fields.name)
    for (const name of ['one', 'two', 'three']) {
      await tokenOf(test.angie, {
        name,
        kind: name === 'two' ? 'cli' : 'api',
        expiresAt: test.now + name.length,
      })
    }
    expect(await names({})).toEqual(['three', 'two', 'one', 'angie'])
    expect(await names({ order: 'oldest', limit: 1 })).toEqual(['angie', 'one', 'two', 'three'])
    expect(await names({ constraints: { kinds: ['cli'] } })).toEqual(['two'])
    expect(await names({ constraints: { expiresEnd: test.now + 4 } })).toEqual(['two', 'one'])
    test.now += 4
    expect(await names({ queryKey: 'active' })).toEqual(['three', 'angie'])
    expect(await names({ constraints: { statuses: ['expired'] } })).toEqual(['two', 'one'])
    const second = await angie.call('token.search', { limit: 1, after: await cursorAfter(2) })
    const back = await angie.call('token.search', { limit: 1, before: second.cursor.before })
    expect(back.data[0]?.fields.name).toBe('two')
  })

  const cursorAfter = async (rows: number) => (await angie.call('token.search', { limit: rows })).cursor.after

  it.each([
    [{ constraints: { statuses: ['old'] } }, 'knows no "old"'],
    [{ constraints: { names: ['deploy'] } }, 'no constraint "names"'],
    [{ attachments: { secret: true } }, 'no attachment "secret"'],
    [{ order: 'name' }, 'no order "name"'],
  ])('refuses %j', async (params, message) => {
    const error = await failure(Promise.resolve(angie.call<string>('token.search', params)))
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(message) })
  })
})

describe('token.edit', () => {
  it('names a token and makes it narrower, all of it or nothing', async () => {
    const { id, phid } = await tokenOf(test.angie, { name: 'deploy', expiresAt: test.now + 1000 })
    const edited = await angie.token.edit({
      objectIdentifier: id,
      transactions: [
        { type: 'name', value: 'release' },
        { type: 'expires', value: test.now + 500 },
        { type: 'addresses', value: ['192.0.2.0/24', '127.0.0.1'] },
        { type: 'methods', value: ['maniphest.search', 'maniphest.edit:status'] },
      ],
    })
    expect(edited.object).toEqual({ id, phid })
    expect(edited.transactions).toHaveLength(4)
    const before = await find(angie, phid)
    expect(before?.fields).toMatchObject({
      name: 'release',
      dateExpires: test.now + 500,
      addresses: ['192.0.2.0/24', '127.0.0.1/32'],
      methods: ['maniphest.edit:status', 'maniphest.search'],
    })
    expect(before?.attachments.history.transactions[0]).toMatchObject({
      type: 'rights',
      authorPHID: test.angie.phid,
      fields: { address: '127.0.0.1' },
    })
    const error = await failure(
      angie.token.edit({
        objectIdentifier: phid,
        transactions: [
          { type: 'name', value: 'wider' },
          { type: 'methods', value: 'read-only' },
        ],
      }),
    )
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining('"methods": ') })
    expect(await find(angie, phid)).toEqual(before)
  })

  it.each([
    ['expires', 2_000_000_000],
    ['addresses', []],
    ['addresses', ['0.0.0.0/0']],
    ['methods', ['maniphest.edit']],
    ['methods', 'read-only'],
  ] as const)('makes none wider: %s %j', async (type, value) => {
    const { id } = await tokenOf(test.angie, {
      name: 'deploy',
      expiresAt: test.now + 1000,
      addresses: ['192.0.2.0/24'],
      rights: rightsOf('maniphest.search', 'maniphest.edit:status'),
    })
    const transactions = [{ type, value }]
    const error = await failure(angie.call<string>('token.edit', { objectIdentifier: id, transactions }))
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(`"${type}": `) })
  })

  it('ends a token, with the reason; what has ended is not changed any more', async () => {
    const { id, phid, conduit } = await tokenOf(test.angie, { name: 'deploy' })
    await angie.token.edit({
      objectIdentifier: id,
      transactions: [{ type: 'revoke', value: 'It was in a log.' }],
    })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'auth_revoked' })
    const found = await find(angie, phid)
    expect(found?.fields.status).toBe('revoked')
    expect(found?.attachments.history.transactions[0]).toMatchObject({
      type: 'revoke',
      fields: { reason: 'It was in a log.' },
    })
    const [event] = await readSecurityLog(test.gateway.database, { limit: 1, kind: 'api-token-revoked' })
    expect(event).toMatchObject({
      userPhid: test.angie.phid,
      address: '127.0.0.1',
      requestId: expect.any(String),
    })
    const transactions = [{ type: 'methods', value: 'read-only' }] as const
    expect(await failure(angie.token.edit({ objectIdentifier: id, transactions }))).toMatchObject({
      code: 'validation',
    })
  })

  it('is for its owner; an administrator can end it, and do nothing else with it', async () => {
    const { id, phid } = await tokenOf(test.angie, { name: 'deploy' })
    const { conduit: rjkaplan } = await tokenOf(test.rjkaplan, { name: 'rjkaplan' })
    const rename = { objectIdentifier: id, transactions: [{ type: 'name', value: 'mine' }] } as const
    const revoke = { objectIdentifier: id, transactions: [{ type: 'revoke', value: '' }] } as const
    expect(await failure(rjkaplan.token.edit(revoke))).toMatchObject({ code: 'not_found' })
    expect(await failure(admin.token.edit(rename))).toMatchObject({ code: 'permission' })
    await admin.token.edit(revoke)
    expect((await find(angie, phid))?.fields).toMatchObject({ name: 'deploy', status: 'revoked' })
  })

  it('makes no token, and says where one is made', async () => {
    for (const objectIdentifier of [undefined, null, 0, 'deploy']) {
      const params = { objectIdentifier, transactions: [{ type: 'name', value: 'deploy' }] }
      const body = new URLSearchParams({
        params: JSON.stringify({ ...params, __conduit__: { token: await secret() } }),
      })
      const answer = await (await fetch(`${test.url}/api/token.edit`, { method: 'POST', body })).json()
      expect(answer).toMatchObject({
        reason: { code: 'validation' },
        error_info: expect.stringContaining('“API tokens”'),
      })
    }
  })

  const secret = async () => (await tokenOf(test.angie, { name: 'more' })).token
})

describe('who has been given less', () => {
  const narrow = (...rights: string[]) => tokenOf(test.angie, { name: 'narrow', rights: rightsOf(...rights) })
  const edit = (conduit: Conduit, type: 'name' | 'revoke', objectIdentifier: string) =>
    conduit.token.edit({ objectIdentifier, transactions: [{ type, value: 'x' }] })

  it('does with tokens what it was given, and no more', async () => {
    const { phid } = await tokenOf(test.angie, { name: 'deploy' })
    const { conduit } = await narrow('token.search', 'token.edit:name')
    await edit(conduit, 'name', phid)
    expect(await failure(edit(conduit, 'revoke', phid))).toMatchObject({ missing: ['token.edit:revoke'] })
    expect((await find(conduit, phid))?.fields.status).toBe('active')
  })

  it('is an application too, by its scopes', async () => {
    const { phid } = await tokenOf(test.rjkaplan, { name: 'deploy' })
    const { token } = await issueToken(test, { rules: ['token.edit:revoke'] })
    const credential = custom(() => ({ kind: 'access-token', token, placement: 'header' }))
    const conduit = new Conduit({ url: test.url, credential })
    expect(await failure(edit(conduit, 'name', phid))).toMatchObject({ code: 'scope' })
    await edit(conduit, 'revoke', phid)
  })
})
