import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createApiToken,
  findApiToken,
  listApiTokens,
  revokeApiToken,
} from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../conduit/gateway-under-test.ts'

let test: GatewayUnderTest

beforeAll(async () => {
  test = await startGatewayUnderTest()
})
afterAll(() => test.close())

describe('an API token', () => {
  it('has the form of Phorge’s and is another every time', async () => {
    const tokens = new Set<string>()
    for (let i = 0; i < 50; i++) {
      const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
      expect(token).toMatch(/^api-[a-z0-9]{28}$/)
      tokens.add(token)
    }
    expect(tokens.size).toBe(50)
  })

  it('is found by its secret, which is not stored', async () => {
    const { id, token } = await createApiToken(test.gateway, {
      userPhid: test.rjkaplan.phid,
      name: 'cron job',
    })
    expect(await findApiToken(test.gateway, token)).toEqual({
      id,
      userPhid: test.rjkaplan.phid,
      name: 'cron job',
      createdAt: test.now,
      lastUsedAt: undefined,
      revoked: false,
    })
    const rows = await test.gateway.database.selectFrom('api_tokens').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token.slice(4))
  })

  it('is listed for its owner, newest first, until it is revoked', async () => {
    const userPhid = 'PHID-USER-lister'
    const first = await createApiToken(test.gateway, { userPhid, name: 'first' })
    await createApiToken(test.gateway, { userPhid, name: 'second' })
    const names = async () => (await listApiTokens(test.gateway, userPhid)).map(({ name }) => name)
    expect(await names()).toEqual(['second', 'first'])
    expect(await revokeApiToken(test.gateway, { userPhid, id: first.id })).toBe(true)
    expect(await names()).toEqual(['second'])
    expect(await findApiToken(test.gateway, first.token)).toMatchObject({ revoked: true })
  })

  it('is revoked once, and by its owner alone', async () => {
    const { id, token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
    expect(await revokeApiToken(test.gateway, { userPhid: test.angie.phid, id })).toBe(false)
    expect(await findApiToken(test.gateway, token)).toMatchObject({ revoked: false })
    expect(await revokeApiToken(test.gateway, { userPhid: test.rjkaplan.phid, id })).toBe(true)
    expect(await revokeApiToken(test.gateway, { userPhid: test.rjkaplan.phid, id })).toBe(false)
  })
})
