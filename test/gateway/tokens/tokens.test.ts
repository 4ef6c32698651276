import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import {
  narrowToken,
  renameToken,
  setTokenAddresses,
  setTokenExpiry,
} from '../../../gateway/src/tokens/change.ts'
import { disposeToken, revokeAllTokens, revokeToken, rotateToken } from '../../../gateway/src/tokens/end.ts'
import { listTokens } from '../../../gateway/src/tokens/list.ts'
import {
  createApiToken,
  findApiToken,
  findTokenByPhid,
  type NewApiToken,
} from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, post, startGatewayUnderTest } from '../conduit/gateway-under-test.ts'

let test: GatewayUnderTest

beforeAll(async () => {
  test = await startGatewayUnderTest()
})
afterAll(() => test.close())

const DAY = 86_400
const byAngie = () => ({ author: { phid: test.angie.phid, address: '192.0.2.9' } })
const ofAngie = (more: Partial<NewApiToken> = {}) =>
  createApiToken(test.gateway, { userPhid: test.angie.phid, name: 'cron job', ...more })

async function refusalOf(token: string, method = 'user.whoami'): Promise<string | undefined> {
  const { body } = await post(test, method, new URLSearchParams({ 'api.token': token, output: 'json' }))
  return body.reason?.code ?? body.error_code ?? undefined
}

describe('a token', () => {
  it('has the form of Phorge’s and is another every time', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => ofAngie()))
    for (const { token } of made) expect(token).toMatch(/^api-[a-z2-7]{28}$/)
    expect(new Set(made.map(({ token }) => token)).size).toBe(50)
    expect((await ofAngie({ kind: 'cli' })).token).toMatch(/^cli-[a-z2-7]{28}$/)
  })

  it('is found by its secret, which is not stored', async () => {
    const { id, phid, token } = await ofAngie({ rights: 'read-only', addresses: ['192.0.2.0/24'] })
    expect(await findApiToken(test.gateway, token)).toEqual({
      id,
      phid,
      kind: 'api',
      userPhid: test.angie.phid,
      name: 'cron job',
      rights: 'read-only',
      addresses: ['192.0.2.0/24'],
      createdAt: test.now,
      expiresAt: undefined,
      lastUse: undefined,
      revokedAt: undefined,
      disposedAt: undefined,
      secretEndsAt: undefined,
    })
    const { database } = test.gateway
    const rows = [
      await database.selectFrom('api_tokens').selectAll().execute(),
      await database.selectFrom('api_token_secrets').selectAll().execute(),
    ]
    expect(JSON.stringify(rows)).not.toContain(token.slice(4))
  })

  it('that was mistyped is told so, and no table is asked', async () => {
    const { token } = await ofAngie()
    const mistyped = token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    const { body } = await post(test, 'user.whoami', `api.token=${mistyped}`)
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'token_unknown' } })
    expect(body.error_info).toContain('Was it mistyped?')
  })

  it('expires when it is to', async () => {
    const { token } = await ofAngie({ expiresAt: test.now + 60 })
    expect(await refusalOf(token)).toBeUndefined()
    test.now += 60
    expect(await refusalOf(token)).toBe('token_expired')
    test.now -= 60
  })

  it('is good only from the addresses that it is limited to', async () => {
    const { token } = await ofAngie({ addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    expect(await refusalOf(token)).toBe('token_address')
    const { token: local } = await ofAngie({ addresses: ['127.0.0.0/8'] })
    expect(await refusalOf(local)).toBeUndefined()
  })

  it('that only reads changes nothing, and hands out no credentials', async () => {
    const { token } = await ofAngie({ rights: 'read-only' })
    expect(await refusalOf(token, 'maniphest.search')).toBeUndefined()
    expect(await refusalOf(token, 'maniphest.edit')).toBe('token_read_only')
    expect(await refusalOf(token, 'auth.logout')).toBe('token_read_only')
    const get = await fetch(`${test.url}/api/maniphest.edit?api.token=${token}&output=json`)
    expect(await get.json()).toMatchObject({ reason: { code: 'token_read_only' } })
  })

  it('for some methods is good for those, and for what any token may call', async () => {
    const { token } = await ofAngie({ rights: new Set(['maniphest.edit:create'] as unknown as Scope[]) })
    const create = { transactions: [{ type: 'title', value: 'Made' }], __conduit__: { token } }
    const params = new URLSearchParams({ params: JSON.stringify(create), output: 'json' })
    expect((await post(test, 'maniphest.edit', params)).body.error_code).toBeNull()
    expect(await refusalOf(token)).toBeUndefined()
    const { body } = await post(test, 'maniphest.search', `api.token=${token}`)
    expect(body).toMatchObject({
      error_code: 'ERR-OAUTH-ACCESS',
      reason: { code: 'token_scope', granted: ['maniphest.edit:create'], missing: ['maniphest.search'] },
    })
    expect(await refusalOf(token, 'auth.logout')).toBe('token_scope')
  })

  it('sent by RFC 6750 gets its status and its challenge', async () => {
    const { token } = await ofAngie({ rights: 'read-only' })
    const { response } = await post(test, 'maniphest.edit', '', { authorization: `Bearer ${token}` })
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })
})

describe('a change', () => {
  it('is written into the history, with who made it, from where and why', async () => {
    const { phid } = await ofAngie({ author: byAngie().author })
    await renameToken(test.gateway, phid, '  nightly  ', { ...byAngie(), reason: 'it was renamed' })
    const [renamed, created] = await historyOf(test.gateway.database, phid)
    expect(renamed).toMatchObject({
      type: 'name',
      old: 'cron job',
      new: 'nightly',
      authorPhid: test.angie.phid,
      address: '192.0.2.9',
      reason: 'it was renamed',
    })
    expect(created).toMatchObject({ type: 'create', new: { name: 'cron job', rights: 'all' } })
  })

  it('takes rights away and gives none', async () => {
    const { phid, token } = await ofAngie()
    const narrowed = async (...scopes: string[]) =>
      narrowToken(test.gateway, phid, new Set(scopes as Scope[]), byAngie())
    await narrowToken(test.gateway, phid, 'read-only', byAngie())
    expect(await refusalOf(token, 'maniphest.edit')).toBe('token_read_only')
    for (const wider of ['maniphest.edit', 'maniphest.edit:comment'])
      await expect(narrowed('maniphest.search', wider)).rejects.toMatchObject({
        code: 'wider',
        field: 'rights',
      })
    await narrowed('maniphest.search', 'user.search')
    await narrowed('maniphest.search')
    await expect(narrowed('user.search')).rejects.toMatchObject({ code: 'wider' })
    await expect(narrowToken(test.gateway, phid, 'all', byAngie())).rejects.toMatchObject({ code: 'wider' })
    expect(await refusalOf(token, 'user.search')).toBe('token_scope')
  })

  it('limits addresses and never widens them', async () => {
    const { phid } = await ofAngie()
    const limit = (...addresses: string[]) => setTokenAddresses(test.gateway, phid, addresses, byAngie())
    await limit('192.0.2.0/24', '2001:db8::/32')
    await limit('192.0.2.128/25', '2001:db8:7::/48')
    for (const wider of [['192.0.2.0/24'], [], ['198.51.100.0/24'], ['::/0'], ['192.0.2.128/25', '::/0']])
      await expect(limit(...wider)).rejects.toMatchObject({ code: 'wider', field: 'addresses' })
  })

  it('lets it end earlier and never later', async () => {
    const { phid } = await ofAngie({ expiresAt: test.now + 30 * DAY })
    const end = (days: number) => setTokenExpiry(test.gateway, phid, test.now + days * DAY, byAngie())
    expect((await end(7)).expiresAt).toBe(test.now + 7 * DAY)
    await expect(end(8)).rejects.toMatchObject({ code: 'wider', field: 'expires' })
  })

  it('of somebody else’s token is refused, except that an administrator may end it', async () => {
    const { phid } = await ofAngie()
    const by = { author: { phid: test.rjkaplan.phid } }
    const unknown = { code: 'unknown' }
    await expect(renameToken(test.gateway, phid, 'mine', by)).rejects.toMatchObject(unknown)
    await expect(rotateToken(test.gateway, phid, { ...by, overlapMinutes: 0 })).rejects.toMatchObject(unknown)
    await expect(revokeToken(test.gateway, phid, by)).rejects.toMatchObject(unknown)
    const administrator = { author: { phid: test.rjkaplan.phid, isAdministrator: true } }
    await expect(renameToken(test.gateway, phid, 'mine', administrator)).rejects.toMatchObject(unknown)
    await expect(
      rotateToken(test.gateway, phid, { ...administrator, overlapMinutes: 0 }),
    ).rejects.toMatchObject(unknown)
    await revokeToken(test.gateway, phid, administrator)
    expect((await findTokenByPhid(test.gateway, phid))?.revokedAt).toBe(test.now)
  })

  it('that changes nothing writes nothing down', async () => {
    const { phid } = await ofAngie()
    await renameToken(test.gateway, phid, 'cron job', byAngie())
    await revokeToken(test.gateway, phid, byAngie())
    await revokeToken(test.gateway, phid, byAngie())
    const types = (await historyOf(test.gateway.database, phid)).map(({ type }) => type)
    expect(types).toEqual(['revoke', 'create'])
  })
})

describe('rotation', () => {
  const rotate = (phid: string, overlapMinutes: number) =>
    rotateToken(test.gateway, phid, { ...byAngie(), overlapMinutes })

  it('lets both secrets be good until the overlap is over, and then the new one alone', async () => {
    const { phid, token: old } = await ofAngie()
    const { token, oldEndsAt } = await rotate(phid, 10)
    expect(oldEndsAt).toBe(test.now + 600)
    test.now += 599
    expect([await refusalOf(old), await refusalOf(token)]).toEqual([undefined, undefined])
    test.now += 1
    expect([await refusalOf(old), await refusalOf(token)]).toEqual(['token_revoked', undefined])
    test.now -= 600
  })

  it('ends the oldest secret at once when another one runs still', async () => {
    const { phid, token: first } = await ofAngie()
    const { token: second } = await rotate(phid, 60)
    const { token: third } = await rotate(phid, 60)
    const refusals = await Promise.all([first, second, third].map((token) => refusalOf(token)))
    expect(refusals).toEqual(['token_revoked', undefined, undefined])
  })

  it('with no overlap ends the old secret at once', async () => {
    const { phid, token: old } = await ofAngie()
    await rotate(phid, 0)
    expect(await refusalOf(old)).toBe('token_revoked')
  })

  it.each([-1, 1.5, 1441, Number.NaN])('takes no overlap of %d minutes', async (minutes) => {
    const { phid } = await ofAngie()
    await expect(rotate(phid, minutes)).rejects.toMatchObject({ code: 'invalid', field: 'overlap' })
  })

  it('is not for a token that has ended', async () => {
    const { phid } = await ofAngie({ expiresAt: test.now })
    await expect(rotate(phid, 0)).rejects.toMatchObject({ code: 'ended' })
  })
})

describe('an end', () => {
  it('of one token is told to whoever still sends it', async () => {
    const { phid, token } = await ofAngie()
    await revokeToken(test.gateway, phid, byAngie())
    expect(await refusalOf(token)).toBe('token_revoked')
  })

  it('of all leaves none', async () => {
    const userPhid = 'PHID-USER-many'
    for (const name of ['a', 'b']) await createApiToken(test.gateway, { userPhid, name })
    expect(await revokeAllTokens(test.gateway, userPhid, { author: { phid: userPhid } })).toBe(2)
    expect(await listTokens(test.gateway, { userPhids: [userPhid], states: ['active'] })).toEqual([])
    expect(await listTokens(test.gateway, { userPhids: [userPhid], states: ['revoked'] })).toHaveLength(2)
  })

  it('with its secrets wiped leaves the record, and nothing to compare with', async () => {
    const { id, phid, token } = await ofAngie()
    await disposeToken(test.gateway, phid, byAngie())
    const secrets = test.gateway.database.selectFrom('api_token_secrets').where('token_id', '=', id)
    expect(await secrets.selectAll().execute()).toEqual([])
    expect(await refusalOf(token)).toBe('token_unknown')
    expect(await findTokenByPhid(test.gateway, phid)).toMatchObject({
      name: 'cron job',
      disposedAt: test.now,
    })
    expect((await historyOf(test.gateway.database, phid))[0]?.type).toBe('dispose')
  })
})

it('tokens are listed by what one asks for', async () => {
  const userPhid = 'PHID-USER-lister'
  const make = (name: string, more: Partial<NewApiToken> = {}) =>
    createApiToken(test.gateway, { userPhid, name, ...more })
  const first = await make('first')
  await make('expired', { expiresAt: test.now })
  await make('last', { kind: 'cli', expiresAt: test.now + DAY })
  const names = async (query: Parameters<typeof listTokens>[1]) =>
    (await listTokens(test.gateway, { userPhids: [userPhid], ...query })).map(({ name }) => name)
  expect(await names({})).toEqual(['last', 'expired', 'first'])
  expect(await names({ order: 'oldest', limit: 2 })).toEqual(['first', 'expired'])
  expect(await names({ order: 'oldest', after: first.id })).toEqual(['expired', 'last'])
  expect(await names({ states: ['active'] })).toEqual(['last', 'first'])
  expect(await names({ states: ['expired'] })).toEqual(['expired'])
  expect(await names({ kinds: ['cli'] })).toEqual(['last'])
  expect(await names({ phids: [first.phid] })).toEqual(['first'])
  expect(await names({ states: ['active'], expiresBefore: test.now + 2 * DAY })).toEqual(['last'])
})
