import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, issueToken, post, startGatewayUnderTest } from './gateway-under-test.ts'

const ORIGIN = 'https://errors.example'

let test: GatewayUnderTest

beforeAll(async () => {
  test = await startGatewayUnderTest()
})
afterAll(() => test.close())

const preflight = (origin: string) =>
  fetch(`${test.url}/api/maniphest.search`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  })

describe('a page of another origin', () => {
  it('may ask and read when an application registered its origin, without credentials', async () => {
    const { token } = await issueToken(test, { origins: [ORIGIN] })
    const asked = await preflight(ORIGIN)
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
    expect(asked.headers.get('vary')).toContain('Origin')

    const { body, response } = await post(test, 'user.whoami', `access_token=${token}`, { origin: ORIGIN })
    expect(body.error_code).toBeNull()
    expect(test.lastViewer()).toBe('rjkaplan')
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'WWW-Authenticate, Retry-After, RateLimit, RateLimit-Policy, X-Conduit-Capabilities, X-Request-Id',
    )
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each(['https://elsewhere.example', 'null', `${ORIGIN}.evil.example`, 'http://errors.example'])(
    'may not when it is %s, which nobody registered',
    async (origin) => {
      const { token } = await issueToken(test, { origins: [ORIGIN] })
      const asked = await preflight(origin)
      expect(asked.headers.get('access-control-allow-origin')).toBeNull()
      const { body, response } = await post(test, 'user.whoami', `access_token=${token}`, { origin })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(body).toMatchObject({ error_code: 'ERR-OAUTH-ACCESS', reason: { code: 'origin_not_allowed' } })
    },
  )

  it('may not use the token of an application that another origin belongs to', async () => {
    await issueToken(test, { origins: [ORIGIN] })
    const { token } = await issueToken(test, { origins: ['https://other.example'] })
    const { body, response } = await post(test, 'user.whoami', '', {
      origin: ORIGIN,
      authorization: `Bearer ${token}`,
    })
    expect(response.status).toBe(403)
    expect(body.reason?.code).toBe('origin_not_allowed')
  })

  it('may not when the application that registered it was disabled', async () => {
    const origin = 'https://disabled.example'
    const { clientId } = await issueToken(test, { origins: [origin] })
    await updateApplication(test.gateway, clientId, { stage: 'disabled' })
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
  })
})

const FIREFOX = 'moz-extension://5f4c1f3e-6d2b-4c8e-9a57-0c4f3b1d2e6a'

it('an extension in Firefox, whose origin nobody can register, may use a token of an application with Firefox’s redirect URI', async () => {
  const redirectUris = ['https://544b5d02d4a47c0811fcedde03483e0bceb9468e.extensions.allizom.org/']
  const { token } = await issueToken(test, { redirectUris })
  const call = async (origin: string) =>
    (await post(test, 'user.whoami', `access_token=${token}`, { origin })).body.error_code
  expect(await call(FIREFOX)).toBeNull()
  expect(await call('https://evil.example')).toBe('ERR-OAUTH-ACCESS')
  expect(await call('chrome-extension://5f4c1f3e-6d2b-4c8e-9a57-0c4f3b1d2e6a')).toBe('ERR-OAUTH-ACCESS')
  expect(await call(`${FIREFOX}.evil.example`)).toBe('ERR-OAUTH-ACCESS')
})

it('an extension in Firefox may not use the token of any other application', async () => {
  const redirectUris = [
    'https://544b5d02d4a47c0811fcedde03483e0bceb9468e.extensions.allizom.org.evil.example/',
  ]
  for (const { token } of [await issueToken(test), await issueToken(test, { redirectUris })]) {
    const { body } = await post(test, 'user.whoami', `access_token=${token}`, { origin: FIREFOX })
    expect(body.reason?.code).toBe('origin_not_allowed')
  }
})

it('a page of our own origin, and a program, may use any application’s token', async () => {
  const { token } = await issueToken(test)
  const own = await post(test, 'user.whoami', `access_token=${token}`, { origin: 'http://gateway.test' })
  expect(own.body.error_code).toBeNull()
  expect((await post(test, 'user.whoami', `access_token=${token}`)).body.error_code).toBeNull()
})

it('an API token belongs to no application and to no origin, but no page can read the answer', async () => {
  const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
  const { body, response } = await post(test, 'user.whoami', `api.token=${token}`, {
    origin: 'https://elsewhere.example',
  })
  expect(body.error_code).toBeNull()
  expect(test.lastViewer()).toBe('angie')
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})
