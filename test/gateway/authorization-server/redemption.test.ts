import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { adapterOf } from '../../../gateway/src/authorization-server/adapters/index.ts'
import { revokeGrant } from '../../../gateway/src/grants/grants.ts'
import { authorize, obtainCode, openClient, type TestClient } from './client.ts'
import { type AuthorizationServer, rjkaplan, startAuthorizationServer } from './fixture.ts'

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())

async function setUp() {
  const { clientId, clientSecret } = await server.register()
  const client = await openClient(server, clientId, clientSecret)
  return { clientId, client, browser: await server.browserOf(rjkaplan) }
}

const scope = 'maniphest.search'
const refused = { error: 'invalid_grant' }

async function isActive(client: TestClient, token: string | undefined): Promise<boolean> {
  return (await client.introspect(token ?? '')).active
}

/** How many of ten at once went through. */
async function tenTimes(redeem: () => Promise<unknown>): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, redeem))
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(refused)
  }
  return outcomes.filter(({ status }) => status === 'fulfilled').length
}

describe('authorization codes', () => {
  test('of ten redemptions at once exactly one succeeds, in every round', async () => {
    const { client, browser } = await setUp()
    for (let round = 0; round < 5; round++) {
      const { redeem } = await obtainCode(client, browser, { scope })
      expect(await tenTimes(redeem)).toBe(1)
    }
  })

  test('of ten that all found the code unused exactly one consumes it', async () => {
    for (let round = 0; round < 5; round++) {
      const codes = adapterOf(server.gateway, 'AuthorizationCode')
      await codes.upsert(`code ${round}`, { kind: 'AuthorizationCode', grantId: 'grant.family' }, 300)
      expect(await tenTimes(async () => codes.consume(`code ${round}`))).toBe(1)
    }
  })

  test('a replay while the tokens are being made ends them too', async () => {
    const { client, browser } = await setUp()
    const { redeem } = await obtainCode(client, browser, { scope })
    const stop = server.stopAtAccounts()
    const first = redeem()
    await vi.waitUntil(() => stop.waiting() === 1)
    await expect(redeem()).rejects.toMatchObject(refused)
    stop.goOn()
    const tokens = await first
    expect(await isActive(client, tokens.access_token)).toBe(false)
    expect(await isActive(client, tokens.refresh_token)).toBe(false)
  })

  test('a replay ends every token of the family and leaves the consent', async () => {
    const { client, browser } = await setUp()
    const { redeem } = await obtainCode(client, browser, { scope })
    const first = await redeem()
    const second = await client.refresh(first.refresh_token ?? '')
    await expect(redeem()).rejects.toMatchObject(refused)
    expect(await isActive(client, first.access_token)).toBe(false)
    expect(await isActive(client, second.access_token)).toBe(false)
    await expect(client.refresh(second.refresh_token ?? '')).rejects.toMatchObject(refused)

    const { html } = await browser.open((await client.authorizationUrl({ scope })).url)
    expect(html).toBe('')
  })

  test('a code lives five minutes', async () => {
    const { client, browser } = await setUp()
    const { redeem } = await obtainCode(client, browser, { scope })
    server.advance(301)
    await expect(redeem()).rejects.toMatchObject(refused)
  })

  test('a wrong secret, verifier or redirect URI does not use the code up', async () => {
    const { client, clientId, browser } = await setUp()
    const code = await obtainCode(client, browser, { scope })
    const impostor = await openClient(server, clientId, 'wrong')
    await expect(impostor.exchange(code.landed, code)).rejects.toMatchObject({ status: 401 })
    const wrong = { ...code, verifier: 'x'.repeat(43) }
    await expect(client.exchange(code.landed, wrong)).rejects.toMatchObject(refused)
    const elsewhere = { ...code, redirectUri: 'https://viewer.example/other' }
    await expect(client.exchange(code.landed, elsewhere)).rejects.toMatchObject(refused)
    expect(await code.redeem()).toMatchObject({ scope })
  })

  test('another application cannot redeem it', async () => {
    const { client, browser } = await setUp()
    const { client: other } = await setUp()
    const code = await obtainCode(client, browser, { scope })
    await expect(other.exchange(code.landed, code)).rejects.toMatchObject(refused)
  })
})

describe('refresh tokens', () => {
  test('rotate: each is good for one use', async () => {
    const { client, browser } = await setUp()
    const first = await authorize(client, browser, { scope })
    const second = await client.refresh(first.refresh_token ?? '')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second).toMatchObject({ scope, expires_in: 3600 })
    expect(await isActive(client, second.access_token)).toBe(true)
  })

  test('of ten uses that all found it unused exactly one succeeds, and the others end its tokens', async () => {
    const { client, browser } = await setUp()
    for (let round = 0; round < 3; round++) {
      const { refresh_token = '' } = await authorize(client, browser, { scope })
      const stop = server.stopAtAccounts()
      const uses: Promise<{ access_token: string }>[] = []
      const outcome = tenTimes(() => {
        const use = client.refresh(refresh_token)
        uses.push(use)
        return use
      })
      await vi.waitUntil(() => stop.waiting() === 10)
      stop.goOn()
      expect(await outcome).toBe(1)
      const tokens = await Promise.any(uses)
      expect(await isActive(client, tokens.access_token)).toBe(false)
    }
  })

  test('a second use ends the family', async () => {
    const { client, browser } = await setUp()
    const first = await authorize(client, browser, { scope })
    const second = await client.refresh(first.refresh_token ?? '')
    await expect(client.refresh(first.refresh_token ?? '')).rejects.toMatchObject(refused)
    expect(await isActive(client, second.access_token)).toBe(false)
    await expect(client.refresh(second.refresh_token ?? '')).rejects.toMatchObject(refused)
  })

  test('can ask for less and not for more', async () => {
    const { client, browser } = await setUp()
    const wide = await authorize(client, browser, { scope: 'maniphest.search maniphest.edit:create' })
    const narrow = await client.refresh(wide.refresh_token ?? '', 'maniphest.search')
    expect(narrow.scope).toBe('maniphest.search')
    const more = client.refresh(narrow.refresh_token ?? '', 'maniphest.search maniphest.edit:status')
    await expect(more).rejects.toMatchObject({ error: 'invalid_scope' })
  })

  test('outlive the access token, and end after their own time', async () => {
    const { client, browser } = await setUp()
    const first = await authorize(client, browser, { scope })
    server.advance(3601)
    expect(await isActive(client, first.access_token)).toBe(false)
    const second = await client.refresh(first.refresh_token ?? '')
    server.advance(30 * 86_400 + 1)
    await expect(client.refresh(second.refresh_token ?? '')).rejects.toMatchObject(refused)
  })
})

describe('the security log', () => {
  const told = async (clientId: string) =>
    (await readSecurityLog(server.gateway.database, { limit: 10, clientId })).map(
      ({ kind, userPhid, address }) => ({
        kind,
        userPhid,
        address,
      }),
    )
  const by = { userPhid: rjkaplan, address: '127.0.0.1' }

  test('tells once that a code was used twice, and once of a refresh token', async () => {
    const { clientId, client, browser } = await setUp()
    const { redeem } = await obtainCode(client, browser, { scope })
    await redeem()
    await expect(redeem()).rejects.toMatchObject(refused)
    await expect(redeem()).rejects.toMatchObject(refused)
    const replayed = { kind: 'token-replayed', ...by }
    const ofReplays = async () => (await told(clientId)).filter(({ kind }) => kind === 'token-replayed')
    expect(await ofReplays()).toEqual([replayed])
    const { refresh_token = '' } = await authorize(client, browser, { scope })
    await client.refresh(refresh_token)
    await expect(client.refresh(refresh_token)).rejects.toMatchObject(refused)
    expect(await ofReplays()).toEqual([replayed, replayed])
  })

  test('tells that an application gave its tokens back, whichever of them', async () => {
    const { clientId, client, browser } = await setUp()
    const revoked = { kind: 'oauth-tokens-revoked', ...by }
    for (const which of ['access_token', 'refresh_token'] as const) {
      const tokens = await authorize(client, browser, { scope })
      await client.revoke(tokens[which] ?? '')
      expect((await told(clientId))[0]).toEqual(revoked)
      await client.revoke(tokens[which] ?? '')
    }
    expect((await told(clientId)).filter(({ kind }) => kind === revoked.kind)).toHaveLength(2)
  })
})

describe('the end of tokens', () => {
  test('revoking either token ends the family, and not the tokens of another browser', async () => {
    const { client, browser } = await setUp()
    const laptop = await authorize(client, browser, { scope })
    const desktop = await authorize(client, await server.browserOf(rjkaplan), { scope })
    await client.revoke(laptop.refresh_token ?? '')
    expect(await isActive(client, laptop.access_token)).toBe(false)
    expect(await isActive(client, desktop.access_token)).toBe(true)
    await client.revoke(desktop.access_token)
    expect(await isActive(client, desktop.refresh_token)).toBe(false)
  })

  test('revoking what is unknown succeeds (RFC 7009)', async () => {
    const { client } = await setUp()
    await client.revoke('unknown')
  })

  test('revoking the grant ends all of its tokens, also a code on its way', async () => {
    const { client, browser } = await setUp()
    const tokens = await authorize(client, browser, { scope })
    const { redeem } = await obtainCode(client, browser, { scope })
    const row = await server.gateway.database
      .selectFrom('access_tokens')
      .select('grant_id')
      .orderBy('issued_at', 'desc')
      .where('user_phid', '=', rjkaplan)
      .execute()
    for (const { grant_id } of row) await revokeGrant(server.gateway, grant_id)
    expect(await isActive(client, tokens.access_token)).toBe(false)
    await expect(client.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject(refused)
    await expect(redeem()).rejects.toMatchObject(refused)
  })

  test('one application learns nothing about the tokens of another', async () => {
    const { client, browser } = await setUp()
    const { client: other } = await setUp()
    const { access_token } = await authorize(client, browser, { scope })
    expect(await isActive(other, access_token)).toBe(false)
    await other.revoke(access_token).catch(() => {})
    expect(await isActive(client, access_token)).toBe(true)
  })
})
