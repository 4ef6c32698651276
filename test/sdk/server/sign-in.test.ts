import { memoryStore, NetworkError, OAuthClient } from 'phorge-conduit'
import { createSignIn, type SignInOptions } from 'phorge-conduit/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser } from '../oauth/browser.ts'
import { type CertifiedServer, certifiedServer, registration } from '../oauth/certified-server.ts'
import { phorgeRegistration, phorgeServer } from '../oauth/phorge-server.ts'
import { type Framework, type Site, site, type User } from './site.ts'

const scopes = ['maniphest.search', 'maniphest.edit:create']
let server: CertifiedServer

async function open(framework: Framework, options: Partial<SignInOptions<User>> = {}, now?: () => number) {
  return site(
    framework,
    async (redirectUri) => {
      server = await certifiedServer(redirectUri)
      return { server: server.url, ...registration, scopes, ...(now && { now }) }
    },
    options,
  )
}

function visitor(at: Site) {
  const { request, follow, cookies } = browser()
  const arrive = (path: string) => follow(at.url + path, (url) => url.origin === at.url && !isSignIn(url))
  return {
    request,
    follow,
    cookies: () => cookies(at.url),
    /** Signs in and returns the path on which the browser ends. */
    signIn: async (path = '/sign-in?return_to=/errors%3Fpage%3D2') => {
      const { pathname, search, hash } = await arrive(path)
      return pathname + search + hash
    },
    me: async () => (await request(`${at.url}/me`)).json(),
    signOut: (headers: HeadersInit = { origin: at.url }) =>
      request(`${at.url}/sign-out?return_to=/bye`, { method: 'POST', headers, body: new URLSearchParams() }),
  }
}

const isSignIn = (url: URL) => url.pathname.startsWith('/sign-in')

describe.each<Framework>(['node:http', 'fastify', 'hono'])('sign-in with %s', (framework) => {
  let here: Site
  beforeAll(async () => {
    here = await open(framework)
  })
  afterAll(async () => {
    await here.close()
    await server.close()
  })

  test('starts, comes back, and signs out', async () => {
    const visit = visitor(here)
    expect(await visit.me()).toEqual({ signedIn: false })
    expect(await visit.signIn()).toBe('/errors?page=2')
    expect(await visit.me()).toMatchObject({ signedIn: true, userName: 'rjkaplan', granted: scopes })

    const response = await visit.signOut()
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/bye')
    expect(await visit.me()).toEqual({ signedIn: false })
    expect(server.requests).toContain('revocation')
    expect(here.failures).toEqual([])
  })
})

describe('sign-in', () => {
  let here: Site
  let now: number
  beforeAll(async () => {
    now = 1_800_000_000
    here = await open('node:http', {}, () => now)
  })
  afterAll(async () => {
    await here.close()
    await server.close()
  })
  beforeEach(() => {
    now = 1_800_000_000
  })
  afterEach(() => {
    server.decision = 'approve'
    server.fault = undefined
    here.failures.length = 0
  })

  test('keeps its cookies from scripts and from other sites’ requests, and the flow’s from other pages', async () => {
    const visit = visitor(here)
    const start = await visit.request(`${here.url}/sign-in`)
    expect(start.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^conduit_session_flow_\d=\S+; Path=\/sign-in\/callback; Max-Age=600; HttpOnly; SameSite=Lax$/,
      ),
    ])
    const callback = await visit.follow(start.headers.get('location') ?? '', isSignIn)
    const end = await visit.request(callback.href)
    expect(end.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^conduit_session_flow_\d=; Path=\/sign-in\/callback; Max-Age=0/),
      expect.stringMatching(/^conduit_session=\S+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
    ])
    expect(end.headers.get('cache-control')).toBe('no-store')
    expect(end.headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('puts neither tokens nor the code verifier into a cookie or an address', async () => {
    const visit = visitor(here)
    await visit.signIn()
    const key = JSON.parse(atob((visit.cookies().get('conduit_session') ?? '').split('.')[0] ?? '')).key
    const token = await here.store.get(key)
    expect(token?.refreshToken).toBeTruthy()
    const cookies = [...visit.cookies().values()].join()
    expect(cookies).not.toContain(token?.accessToken)
    expect(cookies).not.toContain(token?.refreshToken)
  })

  test.each([
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['/%2f/../..//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['errors', '/'],
    ['/sign-in?return_to=/', '/'],
    ['/sign-in/callback', '/'],
    ['/errors/7?x=1&y=ü#top', '/errors/7?x=1&y=%C3%BC#top'],
    ['/errors?sign_in=denied', '/errors'],
  ])('given %s to return to, goes to %s', async (returnTo, expected) => {
    expect(await visitor(here).signIn(`/sign-in?return_to=${encodeURIComponent(returnTo)}`)).toBe(expected)
  })

  test('a user who declines comes back with sign_in=denied and is as signed in as before', async () => {
    server.decision = 'decline'
    const stranger = visitor(here)
    expect(await stranger.signIn()).toBe('/errors?page=2&sign_in=denied')
    expect(await stranger.me()).toEqual({ signedIn: false })

    server.decision = 'approve'
    const visit = visitor(here)
    await visit.signIn()
    server.decision = 'decline'
    expect(await visit.signIn('/sign-in?scope=project.search&return_to=/x')).toBe('/x?sign_in=denied')
    expect(await visit.me()).toMatchObject({ signedIn: true, granted: scopes })
    expect(here.failures).toEqual([])
  })

  test('asks a signed-in user for what is missing, beside what they granted', async () => {
    const visit = visitor(here)
    await visit.signIn()
    const { grantUrl } = await visit.me()
    expect(grantUrl).toBe(`${here.url}/sign-in?scope=project.search&return_to=%2Fme`)
    expect(await visit.signIn(grantUrl.slice(here.url.length))).toBe('/me')
    expect((await visit.me()).granted).toEqual([...scopes, 'project.search'])
  })

  test('refuses to ask for what cannot be a scope', async () => {
    expect((await visitor(here).request(`${here.url}/sign-in?scope=a%22b`)).status).toBe(400)
  })

  test('with more to remember than fits into a cookie comes back to the start page', async () => {
    const visit = visitor(here)
    const start = await visit.request(`${here.url}/sign-in?return_to=/${'x'.repeat(5000)}`)
    expect(start.headers.getSetCookie()[0]?.length).toBeLessThan(4096)
    const callback = await visit.follow(start.headers.get('location') ?? '', isSignIn)
    expect((await visit.request(callback.href)).headers.get('location')).toBe('/')
    expect(await visit.me()).toMatchObject({ signedIn: true, granted: scopes })
  })

  test('gives a browser a new session each time, and the former one is worth nothing', async () => {
    const visit = visitor(here)
    await visit.signIn()
    const former = visit.cookies().get('conduit_session')
    await visit.signIn()
    expect(visit.cookies().get('conduit_session')).not.toBe(former)
    const thief = await fetch(`${here.url}/me`, { headers: { cookie: `conduit_session=${former}` } })
    expect(await thief.json()).toEqual({ signedIn: false })
  })

  test('two tabs that sign in at the same time both succeed', async () => {
    const visit = visitor(here)
    const starts = []
    // Two flows fall into one of eight slots now and then; the first tab is then told to start again.
    while (new Set(visit.cookies().keys()).size < 2)
      starts.push(await visit.request(`${here.url}/sign-in?return_to=/t`))
    for (const start of starts.slice(-2)) {
      const callback = await visit.follow(start.headers.get('location') ?? '', isSignIn)
      expect((await visit.request(callback.href)).headers.get('location')).toBe('/t')
    }
  })

  test('a callback that this browser did not start signs nobody in', async () => {
    const attacker = visitor(here)
    const callback = await attacker.follow(
      `${here.url}/sign-in`,
      (url) => url.pathname === '/sign-in/callback',
    )
    const victim = visitor(here)
    const response = await victim.request(callback.href)
    expect(response.headers.get('location')).toBe('/?sign_in=expired')
    expect(victim.cookies().size).toBe(0)
    await victim.request(`${here.url}/sign-in`)
    expect((await victim.request(callback.href)).headers.get('location')).toBe('/?sign_in=expired')
    expect(victim.cookies().has('conduit_session')).toBe(false)
  })

  test('a callback opened again, as by the back button, leaves a signed-in user alone', async () => {
    const visit = visitor(here)
    const callback = await visit.follow(`${here.url}/sign-in`, (url) => url.pathname === '/sign-in/callback')
    await visit.request(callback.href)
    const again = await visit.request(callback.href)
    expect(again.headers.get('location')).toBe('/')
    expect(await visit.me()).toMatchObject({ signedIn: true })
  })

  test('a flow that took more than ten minutes has expired', async () => {
    const visit = visitor(here)
    const callback = await visit.follow(`${here.url}/sign-in`, (url) => url.pathname === '/sign-in/callback')
    now += 601
    expect((await visit.request(callback.href)).headers.get('location')).toBe('/?sign_in=expired')
  })

  test('a session ends after its thirty days', async () => {
    const visit = visitor(here)
    await visit.signIn()
    now += 30 * 24 * 3600
    expect(await visit.me()).toEqual({ signedIn: false })
  })

  test('a changed cookie, or the cookie of another name, is no session', async () => {
    const visit = visitor(here)
    const start = await visit.request(`${here.url}/sign-in`)
    await visit.signIn()
    const cookie = visit.cookies().get('conduit_session') ?? ''
    const [payload = '', signature] = cookie.split('.')
    const forged = btoa(atob(payload).replace('rjkaplan', 'angie')).replaceAll('=', '')
    const flow = /=([^;]+)/.exec(start.headers.getSetCookie()[0] ?? '')?.[1]
    for (const value of [`${forged}.${signature}`, payload, `${payload}.`, '.', flow, '%%%', `${cookie}A`]) {
      const response = await fetch(`${here.url}/me`, { headers: { cookie: `conduit_session=${value}` } })
      expect(await response.json()).toEqual({ signedIn: false })
    }
  })

  test('the server’s failure sends the browser back with sign_in=failed, and the application is told why', async () => {
    const visit = visitor(here)
    const callback = await visit.follow(
      `${here.url}/sign-in?return_to=/x`,
      (url) => url.pathname === '/sign-in/callback',
    )
    server.fault = (request) => request.url === '/oauthserver/token/' && !!request.destroy()
    expect((await visit.request(callback.href)).headers.get('location')).toBe('/x?sign_in=failed')
    expect(here.failures).toEqual([expect.any(NetworkError)])
  })

  test('signs out when the server cannot be told, and the application is told why', async () => {
    const visit = visitor(here)
    await visit.signIn()
    server.fault = (request) => !!request.destroy()
    expect((await visit.signOut()).status).toBe(303)
    expect(await visit.me()).toEqual({ signedIn: false })
    expect(here.failures).toEqual([expect.any(NetworkError)])
  })

  test.each<[string, HeadersInit]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site of the same domain', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['nowhere', {}],
    ['a sandbox', { origin: 'null' }],
  ])('is not ended by a form of %s', async (_name, headers) => {
    const visit = visitor(here)
    await visit.signIn()
    expect((await visit.signOut(headers)).status).toBe(403)
    expect(await visit.me()).toMatchObject({ signedIn: true })
  })

  test('is not ended by a link', async () => {
    const visit = visitor(here)
    await visit.signIn()
    const response = await visit.request(`${here.url}/sign-out`)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    expect(await visit.me()).toMatchObject({ signedIn: true })
  })

  test('started on localhost moves to the address of the redirect URI first', async () => {
    const localhost = here.url.replace('127.0.0.1', 'localhost')
    const response = await here.signIn.start(new Request(`${localhost}/sign-in?return_to=/x`))
    expect(response.headers.get('location')).toBe(`${here.url}/sign-in?return_to=/x`)
  })
})

describe('sign-in that is set up in another way', () => {
  test('on https marks its cookies Secure and binds the session’s to the host', async () => {
    server = await certifiedServer('https://errors.example.com/sign-in/callback')
    const redirectUri = 'https://errors.example.com/sign-in/callback'
    const signIn = createSignIn({
      client: new OAuthClient({ server: server.url, ...registration, redirectUri, scopes }),
      store: memoryStore(),
      cookie: { secret: 'a secret of this test 0123456789abcdef' },
    })
    const start = await signIn.start(new Request('https://errors.example.com/sign-in'))
    const [flow = ''] = start.headers.getSetCookie()
    expect(flow).toMatch(/^__Secure-conduit_session_flow_\d=.*; Secure$/)
    const callback = await browser().follow(
      start.headers.get('location') ?? '',
      (url) => url.protocol === 'https:',
    )
    const end = await signIn.callback(
      new Request(callback, { headers: { cookie: flow.split(';')[0] ?? '' } }),
    )
    expect(end.headers.getSetCookie()[1]).toMatch(/^__Host-conduit_session=.*; Path=\/;.*; Secure$/)
    await server.close()
  })

  test('accepts cookies of the former secret and makes them with the new one', async () => {
    const former = 'the former secret 0123456789abcdef'
    const current = 'the current secret 0123456789abcdef'
    const before = await open('node:http', { cookie: { secret: former } })
    const visit = visitor(before)
    await visit.signIn()
    const cookie = `conduit_session=${visit.cookies().get('conduit_session')}`
    const { redirectUri, store } = before
    const client = new OAuthClient({ server: server.url, ...registration, redirectUri, scopes })
    const sessionWith = (secret: string | string[]) =>
      createSignIn({ client, store, cookie: { secret } }).session(
        new Request(before.url, { headers: { cookie } }),
      )
    expect(await sessionWith([current, former])).toBeDefined()
    expect(await sessionWith(current)).toBeUndefined()
    await before.close()
    await server.close()
  })

  test('signs nobody in, and gives the tokens back, when onSignedIn throws', async () => {
    const here = await open('node:http', {
      onSignedIn: () => {
        throw new NetworkError('whoami could not be asked')
      },
    })
    const visit = visitor(here)
    expect(await visit.signIn()).toBe('/errors?page=2&sign_in=failed')
    expect(await visit.me()).toEqual({ signedIn: false })
    expect(server.requests).toContain('revocation')
    await here.close()
    await server.close()
  })

  test('refuses a short secret', async () => {
    await expect(open('node:http', { cookie: { secret: 'short' } })).rejects.toMatchObject({
      code: 'configuration',
    })
    await server.close()
  })
})

test('with Phorge itself, approval signs in and the refusal without state is sign_in=denied', async () => {
  const phorge = await phorgeServer()
  const here = await site('node:http', async () => ({ server: phorge.url, ...phorgeRegistration }))
  const visit = visitor(here)
  expect(await visit.signIn()).toBe('/errors?page=2')
  expect(await visit.me()).toEqual({
    signedIn: true,
    userName: 'rjkaplan',
    grantUrl: `${here.url}/sign-in?scope=project.search&return_to=%2Fme`,
  })
  phorge.decision = 'decline'
  expect(await visitor(here).signIn()).toBe('/errors?page=2&sign_in=denied')
  expect((await visit.signOut()).status).toBe(303)
  expect(await visit.me()).toEqual({ signedIn: false })
  expect(here.failures).toEqual([])
  await here.close()
  await phorge.close()
})
