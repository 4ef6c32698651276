import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StockPhorgeUnderTest, startStockPhorge, visitor } from './stock-phorge-under-test.ts'

const redirectUri = 'http://127.0.0.1:4000/callback'
let server: StockPhorgeUnderTest
let application: { clientId: string; clientSecret: string }
let person: ReturnType<typeof visitor>

beforeAll(async () => {
  server = await startStockPhorge()
  application = server.phorge.applications.register({ name: 'Error viewer', redirectUri })
  person = visitor(server)
  await person.signIn('rjkaplan')
})
afterAll(() => server.close())

function authorizePath(more: Record<string, string> = {}): string {
  const request = {
    client_id: application.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state: 's',
  }
  return `/oauthserver/auth/?${new URLSearchParams({ ...request, ...more })}`
}

/** The code behind the link of the page. */
async function newCode(): Promise<string> {
  const asked = await person.open(authorizePath())
  const page =
    'Continue to Application' in asked.links ? asked : await person.submit('/oauthserver/auth/', asked)
  return new URL(page.links['Continue to Application'] ?? '').searchParams.get('code') ?? ''
}

async function redeem(more: Record<string, string>, init: RequestInit = {}) {
  const { clientId: client_id, clientSecret: client_secret } = application
  const body = {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    redirect_uri: redirectUri,
    ...more,
  }
  const response = await fetch(`${server.url}/oauthserver/token/`, {
    method: 'POST',
    body: new URLSearchParams(body),
    ...init,
  })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

describe('authorizing', () => {
  test('asks once, never redirects, and shows a new code behind a link each time', async () => {
    const asked = await person.open(authorizePath())
    expect([asked.status, asked.title]).toEqual([200, 'Authorize "Error viewer"?'])
    const declined = new URL(asked.links['Do Not Authorize'] ?? '')
    expect(declined.searchParams.get('error')).toBe('access_denied')
    expect(declined.searchParams.has('state')).toBe(false)

    const authorized = await person.submit('/oauthserver/auth/', asked)
    const again = await person.open(authorizePath())
    const links = [authorized, again].map((page) => new URL(page.links['Continue to Application'] ?? ''))
    for (const { searchParams } of links) {
      expect(searchParams.get('code')).toMatch(/^[a-z2-7]{32}$/)
      expect(searchParams.get('state')).toBe('s')
    }
    expect(links[0]?.href).not.toBe(links[1]?.href)
  })

  test('without the CSRF token is a page with server_error', async () => {
    const other = visitor(server)
    await other.signIn('angie')
    const asked = await other.open(authorizePath())
    const page = await other.submit('/oauthserver/auth/', asked, { __csrf__: '' })
    expect([page.status, page.text.includes('server_error')]).toEqual([200, true])
  })

  test.each([
    ['no client_id', { client_id: '' }, 'invalid_request'],
    ['an unknown client_id', { client_id: 'PHID-OASC-aaaaaaaaaaaaaaaaaaaa' }, 'invalid_request'],
    ['no response_type', { response_type: '' }, 'invalid_request'],
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['another host', { redirect_uri: 'http://localhost:4000/callback' }, 'invalid_request'],
    ['another path', { redirect_uri: `${redirectUri}/` }, 'invalid_request'],
    ['another port', { redirect_uri: 'http://127.0.0.1:4001/callback' }, 'invalid_request'],
    ['a fragment', { redirect_uri: `${redirectUri}#x` }, 'invalid_request'],
    ['a scheme of its own', { redirect_uri: 'myapp://127.0.0.1:4000/callback' }, 'invalid_request'],
  ])('with %s is a page of status 200', async (_what, more, code) => {
    const page = await person.open(authorizePath(more))
    expect(page.status).toBe(200)
    expect(page.text).toContain(`OAuth Error Code: ${code}`)
    expect(page.links['Continue to Application']).toBeUndefined()
  })

  test.each([
    ['a safer scheme', redirectUri.replace('http:', 'https:'), 'https://127.0.0.1:4000/callback?code='],
    ['further query parameters', `${redirectUri}?next=%2Fx`, `${redirectUri}?next=%2Fx&code=`],
  ])('takes %s in the redirect URI', async (_what, uri, start) => {
    await newCode()
    const page = await person.open(authorizePath({ redirect_uri: uri }))
    expect(page.links['Continue to Application']?.startsWith(start)).toBe(true)
  })

  test('is the sign-in page for whoever is signed out, which leads back', async () => {
    const other = visitor(server)
    expect((await other.open(authorizePath())).title).toBe('Login')
    await other.signIn('angie')
    expect((await other.open('/auth/finish/')).headers.get('location')).toContain(
      '/oauthserver/auth/?client_id=',
    )
  })

  test('without its last slash is sent there; with a parameter "code" it fails', async () => {
    const { status, headers } = await person.open(authorizePath().replace('/auth/', '/auth'))
    expect([status, headers.get('location')?.includes('/oauthserver/auth/?')]).toEqual([302, true])
    expect((await person.open(authorizePath({ code: 'x' }))).status).toBe(500)
  })
})

describe('redeeming', () => {
  test('gives a token and its type, and nothing else; a code works once', async () => {
    const code = await newCode()
    const { status, type, body } = await redeem({ code })
    expect([status, type, Object.keys(body)]).toEqual([
      200,
      'application/json',
      ['access_token', 'token_type'],
    ])
    const again = await redeem({ code })
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant'])
    expect(again.body.error_description).toContain(code)
  })

  test('takes the client by HTTP Basic and the rest from a GET, too', async () => {
    const { clientId, clientSecret } = application
    const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri }
    const basic = {
      headers: { authorization },
      body: new URLSearchParams({ ...form, code: await newCode() }),
    }
    expect((await redeem({}, basic)).status).toBe(200)
    const query = new URLSearchParams({
      ...form,
      code: await newCode(),
      client_id: clientId,
      client_secret: clientSecret,
    })
    expect((await fetch(`${server.url}/oauthserver/token/?${query}`)).status).toBe(200)
  })

  test.each([
    ['a wrong secret', { client_secret: 'w'.repeat(32) }, 'invalid_grant'],
    ['an unknown client', { client_id: 'PHID-OASC-aaaaaaaaaaaaaaaaaaaa' }, 'invalid_client'],
    ['no secret', { client_secret: '' }, 'invalid_request'],
    ['no code', { code: '' }, 'invalid_request'],
    ['no redirect_uri', { redirect_uri: '' }, 'invalid_grant'],
    ['another redirect_uri', { redirect_uri: `${redirectUri}/` }, 'invalid_grant'],
    ['another grant type', { grant_type: 'refresh_token' }, 'unsupported_grant_type'],
    ['the grant type of the documentation', { grant_type: 'token' }, 'unsupported_grant_type'],
  ])('with %s is status 400, and leaves the code good', async (_what, more, error) => {
    const code = await newCode()
    const { status, body } = await redeem({ code, ...more })
    expect([status, body.error]).toEqual([400, error])
    expect((await redeem({ code })).status).toBe(200)
  })

  test('fails after 300 seconds', async () => {
    const code = await newCode()
    server.now += 300
    expect((await redeem({ code })).body.error).toBe('invalid_grant')
  })
})

describe('an access token', () => {
  async function newToken(): Promise<string> {
    return (await redeem({ code: await newCode() })).body.access_token
  }
  const call = (method: string, access_token: string) => visitor(server).call(method, { access_token })

  test('calls six methods and no other', async () => {
    const token = await newToken()
    for (const method of [
      'user.whoami',
      'conduit.query',
      'maniphest.status.search',
      'maniphest.priority.search',
    ]) {
      expect(await call(method, token)).toMatchObject({ error_code: null })
    }
    for (const method of ['maniphest.search', 'maniphest.edit', 'user.search']) {
      expect(await call(method, token)).toMatchObject({ error_code: 'ERR-OAUTH-ACCESS' })
    }
  })

  test('dies with the authorization or the application, and lives again with it', async () => {
    const token = await newToken()
    const { applications } = server.phorge
    const rjkaplan = await server.gateway.backend.accountByName('rjkaplan')
    applications.revoke(application.clientId, rjkaplan?.phid ?? '')
    expect(await call('user.whoami', token)).toMatchObject({ error_code: 'ERR-INVALID-AUTH' })
    applications.authorize(application.clientId, rjkaplan?.phid ?? '')
    expect(await call('user.whoami', token)).toMatchObject({ error_code: null })
  })

  test('ends with auth.logout, which ends the web sessions too, and no other token', async () => {
    const [token, other] = [await newToken(), await newToken()]
    expect(await call('auth.logout', token)).toMatchObject({ error_code: null })
    expect(await call('user.whoami', token)).toMatchObject({ error_code: 'ERR-INVALID-AUTH' })
    expect(await call('user.whoami', other)).toMatchObject({ error_code: null })
    expect((await person.open('/maniphest/')).status).toBe(302)
    await person.signIn('rjkaplan')
  })
})
