import { afterAll, beforeAll, expect, test } from 'vitest'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { removeExpiredOnce } from '../../../gateway/src/authorization-server/expiry.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import type { Landing } from './browser.ts'
import { authorize, obtainCode, openClient } from './client.ts'
import { type AuthorizationServer, angie, callback, rjkaplan, startAuthorizationServer } from './fixture.ts'

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

/** An authorization request as a query, without anything that a library would add. */
async function request(query: Record<string, string>): Promise<Landing> {
  const browser = await server.browserOf(rjkaplan)
  return browser.open(`/oauthserver/auth/?${new URLSearchParams(query)}`)
}

const publicClient = { kind: 'public', redirectUris: [callback] } as const
const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}

test('an unknown application is explained on a page and nobody is redirected', async () => {
  const { status, url, html } = await request({
    client_id: 'nobody',
    response_type: 'code',
    redirect_uri: callback,
  })
  expect([status, url.pathname]).toEqual([400, '/oauthserver/auth/'])
  expect(html).toContain('Unknown application')
})

test.each([
  'https://viewer.example/callback/',
  'https://viewer.example/callback?next=/',
  'https://viewer.example/callback#x',
  'http://viewer.example/callback',
  'https://viewer.example:8443/callback',
  'https://viewer.example.evil.example/callback',
  'https://viewer.example/Callback',
])('the redirect URI %s is not the registered one', async (redirect_uri) => {
  const { clientId } = await setUp()
  const { status, url, html, headers } = await request({
    client_id: clientId,
    response_type: 'code',
    redirect_uri,
  })
  expect([status, url.origin]).toEqual([400, server.url])
  expect(html).toContain('Wrong return address')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('a refusal tells the application its state and who refuses', async () => {
  const { client, browser } = await setUp()
  const begun = await client.authorizationUrl({ scope: 'maniphest.search' })
  const { url } = await browser.press(await browser.open(begun.url), 'cancel')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    error: 'access_denied',
    state: begun.state,
    iss: server.url,
  })
})

test('so does an error of the request', async () => {
  const { clientId } = await setUp()
  const query = { client_id: clientId, redirect_uri: callback, state: 'a b&c=é' }
  const { url } = await request({ ...query, response_type: 'token' })
  const answered = new URLSearchParams(url.search || url.hash.slice(1))
  expect(answered.get('error')).toBe('unsupported_response_type')
  expect([answered.get('state'), answered.get('iss')]).toEqual(['a b&c=é', server.url])
})

test('prompt=none says what would have to be asked, and asks nothing', async () => {
  const { client, browser } = await setUp()
  const { url } = await client.authorizationUrl({ scope: 'maniphest.search', prompt: 'none' })
  expect((await browser.open(url)).url.searchParams.get('error')).toBe('consent_required')
  browser.dropCookies()
  const { searchParams } = (await browser.open(url)).url
  expect([searchParams.get('error'), searchParams.get('iss')]).toEqual(['login_required', server.url])
})

test('what OpenID clients send by habit is ignored', async () => {
  const { client, browser } = await setUp()
  const habit = { nonce: 'n', max_age: '0', prompt: 'login', access_type: 'offline', id_token_hint: 'x' }
  const tokens = await authorize(client, browser, { scope: 'maniphest.search', ...habit })
  expect(tokens.scope).toBe('maniphest.search')
})

test('a public client must send a PKCE challenge, by S256', async () => {
  const { clientId } = await setUp(publicClient)
  const query = { client_id: clientId, redirect_uri: callback, response_type: 'code', state: 's' }
  const without = await request(query)
  expect(without.url.searchParams.get('error')).toBe('invalid_request')
  const plain = await request({ ...query, ...challenge, code_challenge_method: 'plain' })
  expect(plain.url.searchParams.get('error')).toBe('invalid_request')
  expect((await request({ ...query, ...challenge })).html).toContain('Allow <strong>Error viewer</strong>')
})

test('a public client gets tokens without a secret, and its refresh tokens rotate within one lifetime', async () => {
  const { client, browser } = await setUp(publicClient)
  const first = await authorize(client, browser, { scope: 'maniphest.search' })
  server.advance(20 * 86_400)
  const second = await client.refresh(first.refresh_token ?? '')
  expect(second.scope).toBe('maniphest.search')
})

test('a confidential application cannot do without its secret', async () => {
  const { client, clientId, browser } = await setUp()
  const anonymous = await openClient(server, clientId, '')
  const code = await obtainCode(client, browser, { scope: 'maniphest.search' })
  await expect(anonymous.exchange(code.landed, code)).rejects.toMatchObject({ error: 'invalid_client' })
})

test('a public client on a loopback address may take any port, and is asked about each time', async () => {
  const { client, browser } = await setUp({ kind: 'public', redirectUris: ['http://127.0.0.1/done'] })
  for (const port of [49152, 49153]) {
    const begun = await client.authorizationUrl({ redirect_uri: `http://127.0.0.1:${port}/done` })
    const page = await browser.open(begun.url)
    expect(page.html).toContain(`127.0.0.1:${port}`)
    const { url } = await browser.press(page, 'allow')
    expect(url.port).toBe(String(port))
    expect(await client.exchange(url, begun)).toHaveProperty('access_token')
  }
})

test('a disabled application is refused on the page and at the token endpoint', async () => {
  const { client, clientId, browser } = await setUp()
  const tokens = await authorize(client, browser, { scope: 'maniphest.search' })
  const code = await obtainCode(client, browser, { scope: 'maniphest.search' })
  await updateApplication(server.gateway, clientId, { stage: 'disabled' })
  const { status, html } = await browser.open((await client.authorizationUrl()).url)
  expect(status).toBe(400)
  expect(html).toContain('An administrator of this server has disabled')
  await expect(code.redeem()).rejects.toMatchObject({ status: 401 })
  await expect(client.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({ status: 401 })
  await updateApplication(server.gateway, clientId, { stage: 'approved' })
  expect(await client.introspect(tokens.access_token)).toMatchObject({ active: true })
})

test('a disabled user gets no token and is not signed in any more', async () => {
  const own = await startAuthorizationServer()
  try {
    const { clientId, clientSecret } = await own.register()
    const client = await openClient(own, clientId, clientSecret)
    const browser = await own.browserOf(angie)
    const tokens = await authorize(client, browser, { scope: 'maniphest.search' })
    const code = await obtainCode(client, browser, { scope: 'maniphest.search' })
    own.disable(angie)
    expect(await client.introspect(tokens.access_token)).toEqual({ active: false })
    await expect(code.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(client.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await browser.open((await client.authorizationUrl()).url)).url.pathname).toBe('/gateway/sign-in')
  } finally {
    await own.close()
  }
})

test('an interaction of another browser, or one that is over, is explained', async () => {
  const { client, browser } = await setUp()
  const page = await browser.open((await client.authorizationUrl({ scope: 'maniphest.search' })).url)
  const stranger = await server.browserOf(angie)
  const { status, html } = await stranger.open(page.url)
  expect(status).toBe(400)
  expect(html).toContain('This request has expired')
  await browser.press(page, 'allow')
  expect((await browser.press(page, 'allow')).html).toContain('This request has expired')
})

test('the token endpoint answers JSON, whatever the caller prefers', async () => {
  const response = await fetch(`${server.url}/oauthserver/token/`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x', client_id: 'nobody' }),
  })
  expect(response.status).toBe(400)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toMatchObject({ error: 'invalid_client' })
})

test('a body that is no form is refused as OAuth says', async () => {
  const response = await fetch(`${server.url}/oauthserver/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: 'invalid_request' })
})

test('a page may call the token endpoint only from an origin that its application registered', async () => {
  const { clientId } = await setUp({ ...publicClient, origins: ['https://viewer.example'] })
  const call = (origin: string) =>
    fetch(`${server.url}/oauthserver/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ client_id: clientId, grant_type: 'refresh_token', refresh_token: 'x' }),
    })
  const preflight = await fetch(`${server.url}/oauthserver/token/`, {
    method: 'OPTIONS',
    headers: { origin: 'https://viewer.example', 'access-control-request-method': 'POST' },
  })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST'])
  const own = await call('https://viewer.example')
  expect(own.headers.get('access-control-allow-origin')).toBe('https://viewer.example')
  expect(own.headers.get('access-control-allow-credentials')).toBeNull()
  expect((await call('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
})

test.each([
  ['public', true],
  ['confidential', false],
] as const)(
  'an extension in Firefox may redeem at the token endpoint, as a %s application: %s',
  async (kind, may) => {
    const redirectUris = ['https://544b5d02d4a47c0811fcedde03483e0bceb9468e.extensions.allizom.org/']
    const { clientId, clientSecret } = await setUp({ kind, redirectUris })
    const response = await fetch(`${server.url}/oauthserver/token/`, {
      method: 'POST',
      headers: { origin: 'moz-extension://5f4c1f3e-6d2b-4c8e-9a57-0c4f3b1d2e6a' },
      body: new URLSearchParams({
        client_id: clientId,
        ...(clientSecret && { client_secret: clientSecret }),
        grant_type: 'refresh_token',
        refresh_token: 'x',
      }),
    })
    expect(await response.json()).toMatchObject({ error: may ? 'invalid_grant' : 'invalid_request' })
  },
)

test('who sends wrong secrets all the time has to wait, and nobody else', async () => {
  const own = await startAuthorizationServer()
  try {
    const { clientId, clientSecret } = await own.register()
    const post = async (client_secret: string) => {
      const body = new URLSearchParams({ client_id: clientId, client_secret, token: 'x' })
      return fetch(`${own.url}/oauthserver/introspect/`, { method: 'POST', body })
    }
    for (let attempt = 0; attempt < 60; attempt++) expect((await post('wrong')).status).toBe(401)
    const refused = await post(clientSecret)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    own.advance(61)
    expect((await post(clientSecret)).status).toBe(200)
  } finally {
    await own.close()
  }
})

test('behind TLS every cookie is for TLS alone', async () => {
  const own = await startAuthorizationServer({ publicUrl: 'https://gateway.example' })
  try {
    const { clientId } = await own.register()
    const query = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: callback })
    const account = await own.gateway.backend.accountByPhid(rjkaplan)
    if (!account) throw new Error('nobody to sign in')
    const cookie = `__Host-gateway_session=${await startSession(own.gateway, account)}`
    const response = await fetch(`${own.url}/oauthserver/auth/?${query}`, {
      redirect: 'manual',
      headers: { cookie },
    })
    const cookies = response.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) expect(cookie).toMatch(/secure; httponly|httponly.*secure/i)
  } finally {
    await own.close()
  }
})

test('what has expired is removed', async () => {
  const own = await startAuthorizationServer()
  try {
    const { clientId, clientSecret } = await own.register()
    const client = await openClient(own, clientId, clientSecret)
    await authorize(client, await own.browserOf(rjkaplan), { scope: 'maniphest.search' })
    own.advance(32_000_000)
    await removeExpiredOnce(own.gateway)
    for (const table of ['oidc_records', 'access_tokens'] as const) {
      expect(await own.gateway.database.selectFrom(table).selectAll().execute()).toEqual([])
    }
  } finally {
    await own.close()
  }
})
