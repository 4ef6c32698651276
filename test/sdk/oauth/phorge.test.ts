import { inspect } from 'node:util'
import { memoryStore, oauthSession } from 'phorge-conduit'
import { OAuthClient } from 'phorge-conduit/oauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { browser } from './browser.ts'
import { type PhorgeServer, phorgeRegistration, phorgeServer } from './phorge-server.ts'

const redirectUri = 'http://127.0.0.1:4000/callback'
let server: PhorgeServer

beforeAll(async () => {
  server = await phorgeServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.decision = 'approve'
  server.oauthServerEnabled = true
})

function client(options: { clientSecret?: string } = {}) {
  return new OAuthClient({
    server: server.url,
    ...phorgeRegistration,
    redirectUri,
    scopes: ['maniphest.search'],
    ...options,
  })
}

async function called(asking: OAuthClient) {
  const request = await asking.authorize()
  const callback = await browser().follow(request.url, (url) => url.href.startsWith(redirectUri))
  return { request, callback }
}

test('a server without metadata is taken for Phorge, whose endpoints end in a slash', async () => {
  const { kind, metadata, takesBearer } = await client().server()
  expect(kind).toBe('phorge')
  expect(takesBearer).toBe(false)
  expect(metadata.authorization_endpoint).toBe(`${server.url}/oauthserver/auth/`)
  expect(metadata.token_endpoint).toBe(`${server.url}/oauthserver/token/`)
})

test('the flow ends with a token that neither expires nor has scopes', async () => {
  const { request, callback } = await called(client())
  const { accessToken, issuedAt, ...rest } = await client().exchange(callback, request)
  expect(accessToken).toMatch(/^.{32}$/)
  expect(issuedAt).toBeTypeOf('number')
  expect(rest).toEqual({})
})

test('secret, code and redirect URI travel in the body of the token request, and no scope is asked for', async () => {
  const { request, callback } = await called(client())
  await client().exchange(callback, request)
  expect(server.authorizeRequests.at(-1)?.has('scope')).toBe(false)
  expect(Object.fromEntries(server.tokenRequests.at(-1) ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    client_id: phorgeRegistration.clientId,
    client_secret: phorgeRegistration.clientSecret,
    redirect_uri: redirectUri,
  })
})

test('a refusal, which Phorge sends without state, is oauth_denied', async () => {
  server.decision = 'decline'
  const { request, callback } = await called(client())
  expect(callback.searchParams.has('state')).toBe(false)
  await expect(client().exchange(callback, request)).rejects.toMatchObject({ code: 'oauth_denied' })
})

test('a code without state is refused', async () => {
  const { request, callback } = await called(client())
  callback.searchParams.delete('state')
  await expect(client().exchange(callback, request)).rejects.toMatchObject({ code: 'oauth_callback' })
})

test('the code that Phorge repeats in its descriptions is in no error', async () => {
  const { request, callback } = await called(client())
  const secret = 'not-the-secret-0123456789abcdef'
  const error = await client({ clientSecret: secret })
    .exchange(callback, request)
    .catch((e) => e)
  expect(error).toMatchObject({ code: 'oauth_server', error: 'invalid_grant' })
  expect(error.message).toContain('(secret)')
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`
  for (const hidden of [callback.searchParams.get('code'), secret, request.codeVerifier]) {
    expect(shown).not.toContain(hidden)
  }
})

test('the page that stands for a switched-off OAuth server is named as that', async () => {
  server.oauthServerEnabled = false
  const { request, callback } = await called(client())
  await expect(client().exchange(callback, request)).rejects.toMatchObject({
    code: 'not_conduit',
    remedy: expect.stringContaining('OAuth Server'),
  })
})

test('a session whose token the server refuses is over: nothing can follow on it', async () => {
  const asking = client()
  const store = memoryStore()
  await store.set('key', { accessToken: 'q7mz4xkb2nwf6tdy5hvp3scrjgaleuoi' })
  const session = oauthSession({ client: asking, store, key: 'key' })
  const refused = await session.authorization()
  await store.set('key', { accessToken: 'of a new sign-in' })
  expect(await session.renew?.(refused)).toMatchObject({ token: 'of a new sign-in' })
  expect(await session.renew?.(await session.authorization())).toBeUndefined()
  expect(await store.get('key')).toBeUndefined()
  await expect(session.authorization()).rejects.toMatchObject({ code: 'auth_missing' })
})

test('there is nothing to revoke at, and nothing to refresh with', async () => {
  const { request, callback } = await called(client())
  const token = await client().exchange(callback, request)
  expect(await client().revoke(token)).toBe(false)
  await expect(client().refresh(token)).rejects.toMatchObject({ code: 'auth_expired' })
})
