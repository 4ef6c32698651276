import { inspect } from 'node:util'
import { browserSession, Conduit, type ConduitOptions } from 'phorge-conduit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SignedInPhorge, signedInPhorge } from './signed-in-phorge.ts'

let phorge: SignedInPhorge
let now: number

beforeAll(async () => {
  phorge = await signedInPhorge()
})
afterAll(() => phorge.close())
beforeEach(() => {
  now = 1_800_000_000
  phorge.paths.length = 0
  phorge.bodies.length = 0
  phorge.fault = undefined
  phorge.signIn('rjkaplan')
})

/** As a browser does: cookies go along when they are asked for. */
const browserFetch: typeof fetch = (input, init) => {
  const request = new Request(input, init)
  if (request.credentials === 'include') request.headers.set('cookie', phorge.cookie())
  return fetch(request)
}

const newSession = () => browserSession({ url: phorge.url, fetch: browserFetch, now: () => now })
const newConduit = (options: Partial<ConduitOptions> = {}) =>
  new Conduit({ url: phorge.url, credential: newSession(), fetch: browserFetch, ...options })
const refreshes = () => phorge.paths.filter((path) => path === '/login/refresh/').length

describe('the session of a browser', () => {
  test('calls as the person who is signed in, with no token in the body', async () => {
    expect((await newConduit().user.whoami()).userName).toBe('rjkaplan')
    expect(phorge.paths).toEqual(['/login/refresh/', '/api/user.whoami'])
    expect(phorge.bodies.join()).not.toContain('__conduit__')
  })

  test('asks for one CSRF token for many calls, also for those of the first moment', async () => {
    const conduit = newConduit()
    await Promise.all(Array.from({ length: 50 }, () => conduit.user.whoami()))
    now += 54 * 60
    await conduit.user.whoami()
    expect(refreshes()).toBe(1)
  })

  test('asks for a new token before the old one is too old', async () => {
    const conduit = newConduit()
    await conduit.user.whoami()
    now += 56 * 60
    await conduit.user.whoami()
    expect(refreshes()).toBe(2)
  })

  test('asks once when many calls are refused for an old token, and repeats each', async () => {
    const conduit = newConduit()
    await conduit.user.whoami()
    phorge.expireTokens()
    await Promise.all(Array.from({ length: 20 }, () => conduit.user.whoami()))
    expect(refreshes()).toBe(2)
  })

  test('goes on after a new sign-in, as the new person', async () => {
    const conduit = newConduit()
    await conduit.user.whoami()
    phorge.signOut()
    phorge.signIn('angie')
    expect((await conduit.user.whoami()).userName).toBe('angie')
    expect(refreshes()).toBe(2)
  })

  test.each([
    ['before the first call', false],
    ['between two calls', true],
  ])('is auth_missing and says where to sign in when the person signs out %s', async (_when, wasSignedIn) => {
    const conduit = newConduit()
    if (wasSignedIn) await conduit.user.whoami()
    phorge.signOut()
    await expect(conduit.user.whoami()).rejects.toMatchObject({
      code: 'auth_missing',
      remedy: expect.stringContaining(`Sign in at ${phorge.url}/`),
    })
  })

  test('takes the sign-in of a dialog for what it is', async () => {
    phorge.fault = (_request, response) =>
      !!response
        .writeHead(200, { 'content-type': 'text/plain' })
        .end('for (;;);{"payload":{"dialog":"<form>"}}')
    await expect(newSession().authorization()).rejects.toMatchObject({ code: 'auth_missing' })
  })

  test('gives up after one repetition', async () => {
    phorge.fault = (request, response) => {
      if (request.url === '/login/refresh/') return false
      const error_info = 'It had an invalid CSRF token.'
      response.setHeader('content-type', 'application/json')
      return !!response.end(JSON.stringify({ result: null, error_code: 'ERR-CONDUIT-CORE', error_info }))
    }
    await expect(newConduit().user.whoami()).rejects.toMatchObject({ code: 'auth_expired' })
    expect(phorge.paths.filter((path) => path.startsWith('/api/'))).toHaveLength(2)
  })

  test('takes no refusal that repeats our own words for one of the token', async () => {
    phorge.fault = (request, response) => {
      if (request.url === '/login/refresh/') return false
      const error_info = 'The title "Mend CSRF" is taken.'
      response.setHeader('content-type', 'application/json')
      return !!response.end(JSON.stringify({ result: null, error_code: 'ERR-CONDUIT-CORE', error_info }))
    }
    const writing = newConduit().maniphest.edit({ transactions: [{ type: 'title', value: 'Mend CSRF' }] })
    await expect(writing).rejects.toMatchObject({ code: 'validation' })
    expect(phorge.paths).toEqual(['/login/refresh/', '/api/maniphest.edit'])
  })

  test.each([
    [404, 'text/html', 'not_conduit'],
    [200, 'application/json', 'not_conduit'],
    [302, 'text/html', 'auth_missing'],
    [429, 'text/plain', 'rate_limited'],
    [502, 'text/html', 'server'],
  ])('an answer of status %i and %s is %s', async (status, type, code) => {
    phorge.fault = (_request, response) => !!response.writeHead(status, { 'content-type': type }).end('{}')
    await expect(newSession().authorization()).rejects.toMatchObject({ code })
  })

  test('a server that is not reached is network, one that does not answer is timeout', async () => {
    phorge.fault = (_request, response) => !!response.destroy()
    await expect(newSession().authorization()).rejects.toMatchObject({ code: 'network' })
    phorge.fault = () => true
    const session = browserSession({ url: phorge.url, fetch: browserFetch, timeout: 50 })
    await expect(session.authorization()).rejects.toMatchObject({ code: 'timeout' })
  })

  test('one caller who gives up does not take the token from another', async () => {
    const session = newSession()
    const controller = new AbortController()
    const given = session.authorization(controller.signal)
    const kept = session.authorization()
    controller.abort()
    await expect(given).rejects.toMatchObject({ code: 'aborted' })
    expect((await kept).token).toMatch(/^B@/)
  })

  test('shows its token in no log', async () => {
    const session = newSession()
    const authorization = await session.authorization()
    expect(inspect([session, authorization], { depth: 9, showHidden: true })).not.toContain('B@')
    expect(JSON.stringify(session)).not.toContain('B@')
  })
})
