import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveGrant } from '../../gateway/src/grants/grants.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, type Credential, requiredScopes, unscopedMethods } from '../../sdk/src/index.ts'
import {
  type GatewayUnderTest,
  issueToken,
  startGatewayUnderTest,
} from '../gateway/conduit/gateway-under-test.ts'
import { failure } from './conduit-server.ts'

let gateway: GatewayUnderTest
let angie: Conduit

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  const { token } = await createApiToken(gateway.gateway, { userPhid: gateway.angie.phid, name: '' })
  angie = new Conduit({ url: gateway.url, credential: apiToken(token) })
})
afterAll(() => gateway.close())

function accessToken(token: string, placement: 'body' | 'header'): Credential {
  return {
    authorization: async () => ({ kind: 'access-token', token, placement }),
    authorizationUrl: async (scopes) => `https://viewer.example.com/grant?scopes=${scopes.join(' ')}`,
  }
}

const errorViewer = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
]

describe.each(['body', 'header'] as const)('with an access token in the %s', (placement) => {
  test('a task is created, closed and reopened as the signed-in user', async () => {
    const { token } = await issueToken(gateway, { rules: [...errorViewer, 'project.search'] })
    const conduit = new Conduit({ url: gateway.url, credential: accessToken(token, placement) })
    expect(await conduit.user.whoami()).toMatchObject({ userName: 'rjkaplan' })

    const created = await conduit.tasks.create({
      title: 'Checkout fails',
      priority: 'high',
      projects: ['#backend'],
    })
    expect(created).toMatchObject({ isOpen: true, monogram: `T${created.id}` })
    expect(await conduit.tasks.close(created.id, { comment: 'fixed in r123' })).toMatchObject({
      isClosed: true,
    })
    expect(await conduit.tasks.get(created.monogram)).toMatchObject({
      title: 'Checkout fails',
      isClosed: true,
      authorPHID: gateway.rjkaplan.phid,
      closerPHID: gateway.rjkaplan.phid,
      priority: { name: 'High' },
    })
    expect(await conduit.tasks.reopen(created.phid)).toMatchObject({ isOpen: true })
    expect(await conduit.tasks.getMany([created.id, 999_999])).toMatchObject([{ isOpen: true }, undefined])

    const history = await angie.transaction.search({ objectIdentifier: created.monogram }).all()
    expect(history.filter(({ type }) => type === 'status').map(({ authorPHID }) => authorPHID)).toEqual([
      gateway.rjkaplan.phid,
      gateway.rjkaplan.phid,
    ])
    expect(history.flatMap(({ comments }) => comments.map(({ content }) => content.raw))).toEqual([
      'fixed in r123',
    ])
  })

  test('what the administrator has not allowed, and what the user has not granted, are told apart', async () => {
    const { token } = await issueToken(gateway, { rules: errorViewer, grant: ['maniphest.search'] })
    const conduit = new Conduit({ url: gateway.url, credential: accessToken(token, placement) })
    const transactions = [{ type: 'title', value: 'x' }] as const
    expect(await failure(conduit.maniphest.edit({ objectIdentifier: 'T1', transactions }))).toMatchObject({
      code: 'scope',
      reason: 'not_allowed',
      missing: ['maniphest.edit:title'],
      authorizationUrl: undefined,
    })
    expect(await failure(conduit.maniphest.edit({ transactions }))).toMatchObject({
      code: 'scope',
      reason: 'not_granted',
      granted: ['maniphest.search'],
      missing: ['maniphest.edit:create'],
      authorizationUrl: 'https://viewer.example.com/grant?scopes=maniphest.edit:create',
    })
  })

  test('a token that has run out, was made up, or lost its application says which', async () => {
    const { token } = await issueToken(gateway, { rules: errorViewer })
    const conduit = new Conduit({ url: gateway.url, credential: accessToken(token, placement) })
    const made = new Conduit({ url: gateway.url, credential: accessToken('made-up', placement) })
    expect(await failure(made.user.whoami())).toMatchObject({ code: 'auth_invalid' })
    gateway.now += 3601
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'auth_expired' })
    gateway.now -= 3601
    expect(await conduit.user.whoami()).toMatchObject({ userName: 'rjkaplan' })
  })
})

test('the client and the gateway agree on the scopes of a call', async () => {
  const { token, clientId } = await issueToken(gateway, { rules: ['*'], grant: [] })
  const conduit = new Conduit({ url: gateway.url, credential: accessToken(token, 'body') })
  await saveGrant(gateway.gateway, { userPhid: gateway.rjkaplan.phid, clientId, scopes: [] })
  const edit = (types: string[], objectIdentifier?: string) => ({
    ...(objectIdentifier && { objectIdentifier }),
    transactions: types.map((type) => ({ type, value: 'x' })),
  })
  const calls: [method: string, params: object][] = [
    ['maniphest.search', {}],
    ['transaction.search', { objectIdentifier: 'T1' }],
    ['maniphest.edit', edit(['title'])],
    ['maniphest.edit', edit(['title', 'status', 'title'], 'T1')],
    ['maniphest.edit', edit([], 'T1')],
    ['maniphest.edit', edit(['invented'], 'T1')],
  ]
  for (const [method, params] of calls) {
    const error = await failure(conduit.call(method as 'acme.unknown', params))
    expect(error).toMatchObject({ code: 'scope', needed: requiredScopes(method, params) })
  }
  for (const method of unscopedMethods) {
    if (method !== 'auth.logout') await conduit.call(method as 'acme.unknown')
  }
})

describe('with an API token', () => {
  test('every page of a search is walked', async () => {
    const made = await Promise.all(['a', 'b', 'c'].map((title) => angie.tasks.create({ title })))
    const found = await angie.maniphest
      .search({ limit: 2, constraints: { ids: made.map(({ id }) => id) } })
      .all()
    expect(found.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
  })

  test('objects are found by name, and what is not there is not found', async () => {
    const [handles, nothing] = await Promise.all([
      angie.phid.lookup({ names: ['@rjkaplan', '#backend'] }),
      angie.phid.lookup({ names: ['T999999'] }),
    ])
    expect(handles['@rjkaplan']?.phid).toBe(gateway.rjkaplan.phid)
    expect(nothing).toEqual({})
    const transactions = [{ type: 'title', value: 'x' }] as const
    expect(await failure(angie.maniphest.edit({ objectIdentifier: 'T999999', transactions }))).toMatchObject({
      code: 'not_found',
    })
    expect(await failure(angie.call('no.such.method'))).toMatchObject({ code: 'method_unknown' })
    expect(await failure(angie.maniphest.search({ limit: 101 }))).toMatchObject({ code: 'validation' })
  })

  test('owner, subscribers and projects are given by name', async () => {
    const { id } = await angie.tasks.create({ title: 'x', owner: '@rjkaplan', subscribers: ['rjkaplan'] })
    await angie.tasks.edit(id, { projects: { add: ['backend'] }, owner: null })
    const { ownerPHID, projectPHIDs, subscriberPHIDs } = await angie.tasks.get(id)
    expect(ownerPHID).toBeNull()
    expect(projectPHIDs).toHaveLength(1)
    expect(subscriberPHIDs).toContain(gateway.rjkaplan.phid)
  })
})

test('no token is in the log of the gateway after all this', async () => {
  const { token } = await issueToken(gateway, { rules: errorViewer })
  const conduit = new Conduit({ url: gateway.url, credential: accessToken(token, 'header') })
  await conduit.tasks.create({ title: 'x' })
  expect(gateway.log()).not.toContain(token)
})
