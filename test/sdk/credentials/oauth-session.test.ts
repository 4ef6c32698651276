import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { memoryStore, type OAuthSessionOptions, oauthSession, type StoredToken } from 'phorge-conduit'
import { OAuthClient } from 'phorge-conduit/oauth'
import { fileStore } from 'phorge-conduit/stores/file'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser } from '../oauth/browser.ts'
import { type CertifiedServer, certifiedServer, registration } from '../oauth/certified-server.ts'

const redirectUri = 'http://127.0.0.1:4000/callback'
const scopes = ['maniphest.search', 'maniphest.edit:create']
const signedInAt = 1_800_000_000
const anHour = 3600
let server: CertifiedServer
let now: number

beforeAll(async () => {
  server = await certifiedServer(redirectUri)
})
afterAll(() => server.close())
beforeEach(() => {
  now = signedInAt
  server.fault = undefined
  server.requests.length = 0
})

function newClient(): OAuthClient {
  return new OAuthClient({ server: server.url, ...registration, redirectUri, scopes, now: () => now })
}

/** Somebody who has just signed in. */
async function signedIn(options: Partial<OAuthSessionOptions> = {}) {
  const client = newClient()
  const request = await client.authorize()
  const callback = await browser().follow(request.url, (url) => url.href.startsWith(redirectUri))
  const token = await client.exchange(callback, request)
  const store = options.store ?? memoryStore()
  await store.set('key', token)
  const session = oauthSession({ client, store, key: 'key', ...options })
  server.requests.length = 0
  return { client, store, token, session }
}

const refreshes = () => server.requests.filter((request) => request === 'refresh_token').length

describe('a session', () => {
  test('uses the stored token while it is fresh, in the place that the server reads', async () => {
    const { session, token } = await signedIn()
    expect(await session.authorization()).toEqual({
      kind: 'access-token',
      token: token.accessToken,
      placement: 'header',
    })
    expect(refreshes()).toBe(0)
  })

  test('renews the token within a minute of its expiry, and not earlier', async () => {
    const { session, token } = await signedIn()
    now = signedInAt + anHour - 61
    expect((await session.authorization()).token).toBe(token.accessToken)
    now = signedInAt + anHour - 60
    expect((await session.authorization()).token).not.toBe(token.accessToken)
    expect(refreshes()).toBe(1)
  })

  test('renews once for 200 calls at the moment of expiry, whichever session object they use', async () => {
    const { client, store, token } = await signedIn()
    now = signedInAt + anHour
    const calls = Array.from({ length: 200 }, () =>
      oauthSession({ client, store, key: 'key' }).authorization(),
    )
    const tokens = new Set((await Promise.all(calls)).map(({ token }) => token))
    expect(tokens.size).toBe(1)
    expect(tokens).not.toContain(token.accessToken)
    expect(refreshes()).toBe(1)
  })

  test('stores what it renewed, with the scopes that were granted', async () => {
    const { session, store } = await signedIn()
    now = signedInAt + anHour
    const { token } = await session.authorization()
    expect(await store.get('key')).toMatchObject({ accessToken: token, scopes, expiresAt: now + anHour })
    expect(await session.grantedScopes?.()).toEqual(scopes)
  })

  test('renews once when the server refuses a token, and gives later refusals of it the same new one', async () => {
    const { session } = await signedIn()
    const refused = await session.authorization()
    const [first, second] = await Promise.all([session.renew?.(refused), session.renew?.(refused)])
    expect(first?.token).not.toBe(refused.token)
    expect(second).toEqual(first)
    expect(await session.renew?.(refused)).toEqual(first)
    expect(refreshes()).toBe(1)
  })

  test('without tokens is auth_missing', async () => {
    const session = oauthSession({ client: newClient(), store: memoryStore(), key: 'nobody' })
    await expect(session.authorization()).rejects.toMatchObject({ code: 'auth_missing' })
    expect(await session.renew?.({ kind: 'access-token', token: 'x', placement: 'body' })).toBeUndefined()
  })

  test('without a refresh token uses the token to its last second, then is auth_expired', async () => {
    const store = memoryStore()
    const session = oauthSession({ client: newClient(), store, key: 'key' })
    await store.set('key', { accessToken: 'a', expiresAt: now + 1 })
    expect((await session.authorization()).token).toBe('a')
    now += 1
    await expect(session.authorization()).rejects.toMatchObject({ code: 'auth_expired' })
    expect(await session.renew?.({ kind: 'access-token', token: 'a', placement: 'body' })).toBeUndefined()
  })

  test('whose refresh token the server refuses is auth_revoked, and its tokens are forgotten', async () => {
    const { session, store, token } = await signedIn()
    await server.revokeAll()
    now = signedInAt + anHour
    const error = await session.authorization().catch((e) => e)
    expect(error).toMatchObject({ code: 'auth_revoked', remedy: expect.stringContaining('Sign in again') })
    const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`
    expect(shown).not.toContain(token.accessToken)
    expect(shown).not.toContain(token.refreshToken)
    expect(await store.get('key')).toBeUndefined()
    await expect(session.authorization()).rejects.toMatchObject({ code: 'auth_missing' })
  })

  test.each<[string, string, NonNullable<CertifiedServer['fault']>]>([
    ['the connection breaks', 'network', (request) => !!request.destroy()],
    [
      'the server answers 500',
      'oauth_server',
      (_request, response) => !!response.writeHead(500).end('<h1>no</h1>'),
    ],
    [
      'the server is too busy',
      'rate_limited',
      (_request, response) =>
        !!response
          .writeHead(429, { 'content-type': 'application/json' })
          .end('{"error":"temporarily_unavailable"}'),
    ],
  ])('keeps its tokens when %s while renewing, and recovers', async (_name, code, fault) => {
    const { session, store, token } = await signedIn()
    await session.authorization()
    server.fault = (request, response) => request.url === '/oauthserver/token/' && fault(request, response)
    now = signedInAt + anHour
    await expect(session.authorization()).rejects.toMatchObject({ code })
    expect(await store.get('key')).toEqual(token)
    server.fault = undefined
    expect((await session.authorization()).token).not.toBe(token.accessToken)
  })

  test('goes on with a token that is about to expire while the server cannot renew it', async () => {
    const { session, token } = await signedIn()
    await session.authorization()
    server.fault = (request) => request.url === '/oauthserver/token/' && !!request.destroy()
    now = signedInAt + anHour - 30
    expect((await session.authorization()).token).toBe(token.accessToken)
  })

  test('lets one caller give up without ending the renewal for the others', async () => {
    const { session } = await signedIn()
    now = signedInAt + anHour
    const impatient = new AbortController()
    const given = session.authorization(impatient.signal)
    const patient = session.authorization()
    impatient.abort()
    await expect(given).rejects.toMatchObject({ code: 'aborted' })
    expect((await patient).token).toBeTruthy()
    await expect(session.authorization(AbortSignal.abort())).resolves.toBeTruthy()
    expect(refreshes()).toBe(1)
  })

  test('does not renew a short-lived token with every call', async () => {
    const { session, store } = await signedIn()
    const token: StoredToken = { accessToken: 'a', refreshToken: 'r', issuedAt: now, expiresAt: now + 30 }
    await store.set('key', token)
    expect((await session.authorization()).token).toBe('a')
    expect(refreshes()).toBe(0)
  })

  test('asks for what is missing together with what was granted', async () => {
    const { session } = await signedIn()
    const url = new URL((await session.authorizationUrl?.(['project.search'])) ?? '')
    expect(url.origin + url.pathname).toBe(`${server.url}/oauthserver/auth/`)
    expect(url.searchParams.get('scope')).toBe([...scopes, 'project.search'].join(' '))
  })

  test('sends the user to the application’s own sign-in where it has one', async () => {
    const { session } = await signedIn({
      authorizationUrl: (missing) => `/sign-in?scope=${missing.join('+')}`,
    })
    expect(await session.authorizationUrl?.(['project.search'])).toBe('/sign-in?scope=project.search')
  })

  test('shows no secret when it or its authorization is logged', async () => {
    const { session, token } = await signedIn()
    const shown = inspect([session, await session.authorization()], { depth: 9, showHidden: true })
    expect(shown + JSON.stringify(session)).not.toContain(token.accessToken)
  })
})

describe('two processes on one file store', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-session-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('renew once between them', async () => {
    const file = join(folder, 'tokens.json')
    const { token } = await signedIn({ store: fileStore(file) })
    const program = join(import.meta.dirname, 'renew-in-a-process.ts')
    const parameters = [program, server.url, redirectUri, file, 'key', String(signedInAt + anHour)]
    const env = {
      ...process.env,
      CLIENT_ID: registration.clientId,
      CLIENT_SECRET: registration.clientSecret,
    }
    const run = () => promisify(execFile)(process.execPath, parameters, { env })
    const outputs = await Promise.all([run(), run()])
    const tokens = new Set(outputs.flatMap(({ stdout }) => JSON.parse(stdout)))
    expect(tokens.size).toBe(1)
    expect(tokens).not.toContain(token.accessToken)
    expect(refreshes()).toBe(1)
  })
})
