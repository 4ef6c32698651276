import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { type Application, updateApplication } from '../../../gateway/src/applications/applications.ts'
import { saveConsent } from '../../../gateway/src/authorization-server/consent.ts'
import { findGrant, revokeGrant } from '../../../gateway/src/grants/grants.ts'
import { authorize, obtainCode, openClient, type TestClient } from './client.ts'
import { type AuthorizationServer, callback, rjkaplan, startAuthorizationServer } from './fixture.ts'

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())

async function setUp(...parameters: Parameters<AuthorizationServer['register']>) {
  const { clientId, clientSecret } = await server.register(...parameters)
  const client = await openClient(server, clientId, clientSecret)
  return { clientId, clientSecret, client, browser: await server.browserOf(rjkaplan) }
}

async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: new URLSearchParams(form), headers }
  const response = await fetch(`${server.url}/oauthserver/token/`, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const scope = 'maniphest.search'
const isActive = async (client: TestClient, secret: string) => (await client.introspect(secret)).active

describe('who is not signed in', () => {
  const rows = async () => {
    const { database } = server.gateway
    return (await database.selectFrom('oidc_records').select('digest').execute()).length
  }

  test('makes the server keep nothing, however often and with whatever', async () => {
    const { client, clientId } = await setUp()
    const before = await rows()
    const urls = [
      (await client.authorizationUrl({ state: 'x'.repeat(4000) })).url,
      (await client.authorizationUrl({ prompt: 'none' })).url,
      (await client.authorizationUrl({ redirect_uri: 'https://evil.example/' })).url,
      (await client.authorizationUrl({ response_type: 'token' })).url,
      (await client.authorizationUrl({ request: 'x' })).url,
      `${server.url}/oauthserver/auth/?client_id=${clientId}&response_type=code`,
      `${(await client.authorizationUrl()).url}&state=again`,
    ]
    for (const url of urls) await fetch(url, { redirect: 'manual' })
    expect(await rows()).toBe(before)
  })

  test('is told of a wrong return address before being asked to sign in', async () => {
    const { client } = await setUp()
    const { url } = await client.authorizationUrl({ redirect_uri: 'https://evil.example/' })
    const response = await fetch(url, { redirect: 'manual' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Wrong return address')
  })
})

describe('PKCE cannot be taken out of the way', () => {
  test('a challenge was sent and the verifier is missing', async () => {
    const { client, clientId, clientSecret, browser } = await setUp()
    const { landed } = await obtainCode(client, browser, { scope })
    const code = landed.searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
    const answer = await token({ ...form, client_id: clientId, client_secret: clientSecret })
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  test('a verifier is sent for a code that had no challenge', async () => {
    const { clientId, clientSecret, browser } = await setUp()
    const query = new URLSearchParams({ client_id: clientId, redirect_uri: callback, response_type: 'code' })
    const { url } = await browser.press(await browser.open(`/oauthserver/auth/?${query}`), 'allow')
    const code = url.searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
    const client = { client_id: clientId, client_secret: clientSecret }
    const answer = await token({ ...form, ...client, code_verifier: 'v'.repeat(43) })
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  test.each([{ code_challenge_method: 'plain' }, { code_challenge_method: '' }])(
    'by %o',
    async (parameters) => {
      const { client, browser } = await setUp()
      const { url } = await browser.open((await client.authorizationUrl(parameters)).url)
      expect(url.searchParams.get('error')).toBe('invalid_request')
    },
  )
})

describe('one kind of secret is not taken for another', () => {
  test('an access token, a code and a refresh token of another application at the token endpoint', async () => {
    const { client, clientId, clientSecret, browser } = await setUp()
    const other = await setUp()
    const { access_token, refresh_token = '' } = await authorize(client, browser, { scope })
    const { landed } = await obtainCode(client, browser, { scope })
    const own = { client_id: clientId, client_secret: clientSecret }
    const foreign = { client_id: other.clientId, client_secret: other.clientSecret }
    const refresh = (secret: string, credentials: Record<string, string>) =>
      token({ grant_type: 'refresh_token', refresh_token: secret, ...credentials })

    const answers = [
      await refresh(access_token, own),
      await refresh(landed.searchParams.get('code') ?? '', own),
      await refresh(refresh_token, foreign),
    ]
    expect(answers.map(({ body }) => body.error)).toEqual(Array(3).fill('invalid_grant'))
    expect(await isActive(client, access_token)).toBe(true)
  })

  test('a request that names two applications is from neither', async () => {
    const { clientId, clientSecret } = await setUp()
    const other = await setUp({ phorgeCompatible: true })
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: other.clientId }
    expect((await token(form, { authorization })).body.error).toBe('invalid_request')
  })
})

test.each([
  ['redirect_uri', ['https://evil.example/', callback]],
  ['redirect_uri', [callback, 'https://evil.example/']],
  ['client_id', ['x', 'y']],
])('a request with %s twice leads to no other address: %j', async (name, values) => {
  const { client, browser } = await setUp()
  const { url } = await client.authorizationUrl({ scope })
  url.searchParams.delete(name)
  for (const value of values) url.searchParams.append(name, value)
  expect([server.url, new URL(callback).origin]).toContain((await browser.open(url)).url.origin)
})

test('a grant that is revoked while a code is being redeemed leaves no token alive', async () => {
  const { client, clientId, browser } = await setUp()
  const { redeem } = await obtainCode(client, browser, { scope })
  const grant = await findGrant(server.gateway, rjkaplan, clientId)
  const stop = server.stopAtAccounts()
  const redeemed = redeem()
  await expect.poll(stop.waiting).toBe(1)
  await revokeGrant(server.gateway, grant?.grantId ?? '')
  stop.goOn()
  const { access_token = '', refresh_token = '' } = await redeemed.catch(() => ({}) as Record<string, string>)
  if (access_token) expect(await isActive(client, access_token)).toBe(false)
  await expect(client.refresh(refresh_token || 'none')).rejects.toThrow()
  const { database } = server.gateway
  const alive = database.selectFrom('access_tokens').select('digest').where('client_id', '=', clientId)
  expect(await alive.where('revoked_at', 'is', null).execute()).toEqual([])
})

test('two answers at the same time, in two windows, are both kept', async () => {
  const { clientId } = await setUp()
  const application = { clientId } as Application
  const answer = (scope: string) => {
    const items = [{ scope: scope as Scope, alreadyGranted: false }]
    return saveConsent(
      server.gateway,
      application,
      rjkaplan,
      { items, ruledOut: [] },
      { ticked: new Set([scope]), origin: {} },
    )
  }
  await Promise.all([answer('maniphest.search'), answer('maniphest.edit:create')])
  const { scopes } = (await findGrant(server.gateway, rjkaplan, clientId)) ?? {}
  expect([...(scopes ?? [])].sort()).toEqual(['maniphest.edit:create', 'maniphest.search'])
})

test('the Host header decides nothing', async () => {
  const { client, browser } = await setUp()
  const { url } = await client.authorizationUrl({ scope })
  const cookie = `gateway_session=${browser.cookie('gateway_session')}`
  for (const host of ['evil.example', '[', '%', 'a/../b?#']) {
    const { promise, resolve, reject } = Promise.withResolvers<{ status?: number; location?: string }>()
    const sent = httpRequest(url, { headers: { host, cookie } }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '' })
    })
    sent.on('error', reject).end()
    expect(await promise).toEqual({ status: 303, location: expect.stringMatching(/^\/oauthserver\//) })
  }
})

test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])(
  'the consent page takes no %s, which other sites can send unasked',
  async (type) => {
    const { client, browser } = await setUp()
    const { url } = await browser.open((await client.authorizationUrl({ scope })).url)
    const init = { method: 'POST', headers: { 'content-type': type }, body: '{"decision":"allow"}' }
    expect((await fetch(url, init)).status).toBe(415)
  },
)

test('a public client is told nothing by introspection', async () => {
  const { client, browser } = await setUp()
  const { clientId } = await setUp({ kind: 'public' })
  const { access_token } = await authorize(client, browser, { scope })
  const body = new URLSearchParams({ client_id: clientId, token: access_token })
  const response = await fetch(`${server.url}/oauthserver/introspect/`, { method: 'POST', body })
  expect(await response.json()).toEqual({ active: false })
})

test('a HEAD goes through no authorization', async () => {
  const { client } = await setUp()
  const { url } = await client.authorizationUrl({ scope })
  expect((await fetch(url, { method: 'HEAD', redirect: 'manual' })).status).toBe(404)
})

test('an application that is disabled while its consent page is open gets nothing, whatever is pressed', async () => {
  const { client, clientId, browser } = await setUp()
  const page = await browser.open((await client.authorizationUrl({ scope })).url)
  await updateApplication(server.gateway, clientId, { stage: 'disabled' })
  const allowed = await browser.press(page, 'allow')
  expect([allowed.url.origin, allowed.status]).toEqual([server.url, 400])
  expect(allowed.html).toContain('Application disabled')
  expect((await browser.press(page, 'cancel')).url.origin).toBe(server.url)
  expect(await findGrant(server.gateway, rjkaplan, clientId)).toBeUndefined()
})

test('an application that is disabled has no active token, and has them again when that is undone', async () => {
  const { client, clientId, browser } = await setUp()
  const { access_token, refresh_token = '' } = await authorize(client, browser, { scope })
  await updateApplication(server.gateway, clientId, { stage: 'disabled' })
  await expect(client.introspect(access_token)).rejects.toThrow()
  await expect(client.refresh(refresh_token)).rejects.toMatchObject({ error: 'invalid_client' })
  await updateApplication(server.gateway, clientId, { stage: 'approved' })
  expect(await isActive(client, access_token)).toBe(true)
})
