import { inspect } from 'node:util'
import { OAuthClient } from 'phorge-conduit/oauth'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browser } from './browser.ts'
import { type CertifiedServer, certifiedServer, registration } from './certified-server.ts'

const redirectUri = 'http://127.0.0.1:4000/callback'
const scopes = ['maniphest.search', 'maniphest.edit:create']
let server: CertifiedServer

beforeAll(async () => {
  server = await certifiedServer(redirectUri)
})
afterAll(() => server.close())
afterEach(() => {
  server.decision = 'approve'
  server.fault = undefined
})

function client(options: Partial<ConstructorParameters<typeof OAuthClient>[0]> = {}) {
  return new OAuthClient({ server: server.url, ...registration, redirectUri, scopes, ...options })
}

async function authorized(with_: OAuthClient, options: Parameters<OAuthClient['authorize']>[0] = {}) {
  const request = await with_.authorize(options)
  const callback = await browser().follow(request.url, (url) => url.href.startsWith(redirectUri))
  return { request, callback, token: () => with_.exchange(callback, request) }
}

describe('the authorization code flow at a server with metadata', () => {
  test('ends with an access token, a refresh token, an expiry and the granted scopes', async () => {
    const { token } = await authorized(client({ now: () => 1_000_000 }))
    const { accessToken, refreshToken, ...rest } = await token()
    expect(accessToken).toMatch(/.{20,}/)
    expect(refreshToken).toMatch(/.{20,}/)
    expect(rest).toEqual({ issuedAt: 1_000_000, expiresAt: 1_003_600, scopes })
  })

  test('asks with a state, a PKCE challenge, the redirect URI and the scopes separated by spaces', async () => {
    const request = await client().authorize()
    const query = new URL(request.url).searchParams
    expect(request.url.startsWith(`${server.url}/oauthserver/auth/?`)).toBe(true)
    expect(query.get('state')).toBe(request.state)
    expect(query.get('code_challenge_method')).toBe('S256')
    expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    expect(query.get('redirect_uri')).toBe(redirectUri)
    expect(query.get('scope')).toBe(scopes.join(' '))
    expect(request.url).not.toContain(request.codeVerifier)
  })

  test('asks for the proof that a call was refused for', async () => {
    const asking = client()
    const stepUp = { acrValues: ['mfa', 'urn:other'], maxAge: 300 }
    for (const url of [
      (await asking.authorize(stepUp)).url,
      await asking.authorizationUrl(undefined, stepUp),
    ]) {
      const query = new URL(url).searchParams
      expect(query.get('acr_values')).toBe('mfa urn:other')
      expect(query.get('max_age')).toBe('300')
    }
    expect((await asking.authorize()).url).not.toMatch(/acr_values|max_age/)
  })

  test('asks for more together with what was granted, so that nothing granted is lost', async () => {
    const { token } = await authorized(client(), { scopes: ['project.search'], granted: scopes })
    expect((await token()).scopes).toEqual([...scopes, 'project.search'])
  })

  test('works for a public client, which has no secret', async () => {
    const { clientSecret: _, ...rest } = registration
    const { token } = await authorized(client({ ...rest, clientId: 'command-line', clientSecret: undefined }))
    expect((await token()).accessToken).toBeTruthy()
  })

  test('sends the secret by HTTP Basic to a server that takes it only so', async () => {
    const basic = await certifiedServer(redirectUri, 'client_secret_basic')
    const { token } = await authorized(client({ server: basic.url }))
    expect((await token()).accessToken).toBeTruthy()
    await basic.close()
  })

  test('reports a user who declines as oauth_denied', async () => {
    server.decision = 'decline'
    const { token } = await authorized(client())
    await expect(token()).rejects.toMatchObject({ code: 'oauth_denied', error: 'access_denied' })
  })

  test.each([
    ['a state that is another browser’s', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['no issuer', (url: URL) => url.searchParams.delete('iss')],
    ['the issuer of another server', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['two states', (url: URL) => url.searchParams.append('state', 'x')],
    [
      'a refusal without state, which only Phorge sends',
      (url: URL) => {
        url.searchParams.delete('state')
        url.searchParams.delete('code')
        url.searchParams.set('error', 'access_denied')
      },
    ],
  ])('refuses a callback with %s', async (_name, spoil) => {
    const { request, callback } = await authorized(client())
    spoil(callback)
    const error = await client()
      .exchange(callback, request)
      .catch((e) => e)
    expect(error).toMatchObject({ code: 'oauth_callback', remedy: expect.stringContaining('sign-in') })
    expect(inspect(error, { depth: 9 })).not.toContain(request.state)
  })

  test('redeems a code once', async () => {
    const { token, callback, request } = await authorized(client())
    await token()
    const error = await token().catch((e) => e)
    expect(error).toMatchObject({ code: 'oauth_server', error: 'invalid_grant' })
    expectNoSecret(error, [
      callback.searchParams.get('code'),
      request.codeVerifier,
      registration.clientSecret,
    ])
  })

  test('refreshes: new tokens, the same scopes', async () => {
    const first = await (await authorized(client())).token()
    const second = await client().refresh(first)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.scopes).toEqual(scopes)
  })

  test('reports a refresh token that the server no longer takes as auth_revoked', async () => {
    const token = await (await authorized(client())).token()
    expect(await client().revoke(token)).toBe(true)
    const error = await client()
      .refresh(token)
      .catch((e) => e)
    expect(error).toMatchObject({ code: 'auth_revoked', remedy: expect.stringContaining('Sign in again') })
    expectNoSecret(error, [token.refreshToken, token.accessToken, registration.clientSecret])
  })

  test('reports a wrong client secret as oauth_server and says what to check', async () => {
    const { callback, request } = await authorized(client())
    const error = await client({ clientSecret: 'wrong-secret-wrong-secret-12345' })
      .exchange(callback, request)
      .catch((e) => e)
    expect(error).toMatchObject({ code: 'oauth_server', error: 'invalid_client' })
    expect(error.remedy).toContain('clientSecret')
    expectNoSecret(error, ['wrong-secret-wrong-secret-12345', request.codeVerifier])
  })

  test('knows from the resource’s metadata whether it takes the Authorization header', async () => {
    expect((await client().server()).takesBearer).toBe(true)
    server.bearerMethods = ['body']
    expect((await client().server()).takesBearer).toBe(false)
    server.bearerMethods = undefined
    expect((await client().server()).takesBearer).toBe(false)
    server.bearerMethods = ['header']
  })
})

describe('a server in trouble', () => {
  test('is not taken for a Phorge when it answers 502', async () => {
    server.fault = (_request, response) =>
      !!response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>no</h1>')
    await expect(client().server()).rejects.toMatchObject({ code: 'oauth_server' })
    server.fault = undefined
  })

  test('is not taken for a Phorge when it has too many requests, and says how long to wait', async () => {
    server.fault = (_request, response) =>
      !!response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '7' }).end('slow')
    await expect(client().server()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 7 })
    server.fault = undefined
  })

  test('is not taken for a Phorge when it redirects to another server', async () => {
    server.fault = (_request, response) =>
      !!response.writeHead(301, { location: 'https://phorge.example.com/x?token=secret' }).end()
    await expect(client().server()).rejects.toMatchObject({
      code: 'oauth_server',
      remedy: 'Use https://phorge.example.com as `server` if you trust it.',
    })
    server.fault = undefined
  })

  test('is asked again after a failed discovery', async () => {
    const asking = client()
    server.fault = (_request, response) => !!response.writeHead(503).end()
    await expect(asking.server()).rejects.toMatchObject({ code: 'oauth_server' })
    server.fault = undefined
    expect((await asking.server()).kind).toBe('rfc8414')
  })

  test('stays what it was known as while it cannot be asked again', async () => {
    let now = 0
    const asking = client({ now: () => now })
    await asking.server()
    now = 3600
    server.fault = (_request, response) => !!response.writeHead(503).end()
    expect((await asking.server()).kind).toBe('rfc8414')
    server.fault = undefined
  })

  test('is found under the address with /api/ at its end, as Arcanist writes it', async () => {
    expect((await client({ server: `${server.url}/api/` }).server()).url).toBe(server.url)
  })

  test('is a network error when nobody listens', async () => {
    await expect(client({ server: 'http://127.0.0.1:9' }).server()).rejects.toMatchObject({ code: 'network' })
  })

  test('is a timeout when no answer comes in time', async () => {
    server.fault = () => true
    await expect(client({ timeout: 30 }).server()).rejects.toMatchObject({ code: 'timeout' })
    server.fault = undefined
  })

  test('is refused when it calls itself by another address', async () => {
    const other = server.url.replace('127.0.0.1', 'localhost')
    await expect(client({ server: other }).server()).rejects.toMatchObject({
      code: 'oauth_server',
      remedy: expect.stringContaining(server.url),
    })
  })
})

describe('configuration', () => {
  test('refuses plain http to another machine unless it is allowed', async () => {
    const refused = client({ server: 'http://phorge.example.com' })
    await expect(refused.server()).rejects.toMatchObject({ code: 'configuration' })
    const fetch = async () =>
      new Response('<title>Sign in</title>', { headers: { 'content-type': 'text/html' } })
    const allowed = client({ server: 'http://phorge.example.com', allowInsecure: true, fetch })
    expect((await allowed.server()).kind).toBe('phorge')
  })

  test.each([
    ['a redirect URI that is a path', { redirectUri: '/callback' }],
    ['a redirect URI with a fragment', { redirectUri: 'https://example.com/#x' }],
    ['a scope with a comma', { scopes: ['maniphest.search,maniphest.edit'] }],
    ['a client identifier that is not set', { clientId: '' }],
    ['a client secret that is not set', { clientSecret: '' }],
    ['a server without a scheme', { server: 'phorge.example.com:8080' }],
    ['a server with a password', { server: 'https://u:secret@phorge.example.com' }],
  ])('refuses %s', (_name, options) => {
    expect(() => client(options)).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})

test('no object of the flow shows a secret when it is logged', async () => {
  const asking = client()
  const { request, token } = await authorized(asking)
  const stored = await token()
  const shown = inspect([asking, request, stored, await asking.server()], { depth: 9, showHidden: false })
  for (const secret of [
    registration.clientSecret,
    request.codeVerifier,
    stored.accessToken,
    stored.refreshToken,
  ]) {
    expect(shown).not.toContain(secret)
  }
  expect(JSON.stringify(asking)).not.toContain(registration.clientSecret)
})

function expectNoSecret(error: Error, secrets: readonly (string | null | undefined)[]): void {
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`
  for (const secret of secrets) expect(shown).not.toContain(secret)
}
