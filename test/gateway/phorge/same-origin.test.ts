import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visitor } from '../stock-phorge/stock-phorge-under-test.ts'
import { type BeforeStockPhorge, beforeStockPhorge } from './before-stock-phorge.ts'

let before: BeforeStockPhorge
beforeAll(async () => {
  before = await beforeStockPhorge('same-origin')
})
afterAll(() => before.close())

async function signedIn(userName: string) {
  const person = visitor(before)
  await person.signIn(userName)
  return person
}

const call = async (method: string, body: Record<string, string>, headers: Record<string, string> = {}) => {
  const init = { method: 'POST', body: new URLSearchParams(body), headers }
  const response = await fetch(`${before.url}/api/${method}`, init)
  return response.json()
}

describe('who is signed in', () => {
  test('is who is signed in at Phorge, by the cookies of the same host name', async () => {
    const person = await signedIn('rjkaplan')
    const page = await person.open('/gateway/')
    expect(page.text).toContain('Hello, Rachel J Kaplan')
  })

  test('is nobody without such cookies: to Phorge’s own sign-in and back', async () => {
    const person = visitor(before)
    const page = await person.open('/gateway/settings/applications/')
    const signIn = page.headers.get('location') ?? ''
    const start = (await person.open(signIn)).headers.get('location') ?? ''
    expect(start).toMatch(/^\/auth\/start\/\?next=%2Fgateway%2Fsign-in/)
    const form = await person.open(start)
    expect(form.title).toBe('Login')
    const fields = { username: 'angie', password: 'correct-horse' }
    await person.submit('/auth/login/password:self/', form, fields)
    const back = (await person.open('/auth/finish/')).headers.get('location') ?? ''
    expect(back.replace(before.url, '')).toBe(signIn)
    const there = (await person.open(signIn)).headers.get('location') ?? ''
    expect((await person.open(there)).text).toContain('You have granted nothing')
  })

  test('is nobody as long as the second factor is still to come', async () => {
    await before.phorge.enrol('admin', '123456')
    const person = await signedIn('admin')
    expect((await person.open('/gateway/')).text).not.toContain('Hello')
  })

  test('takes no form that Phorge’s cookies alone vouch for', async () => {
    const person = await signedIn('rjkaplan')
    const init = { method: 'POST', body: new URLSearchParams({ name: 'stolen' }) }
    const page = await person.open('/gateway/settings/tokens/new', init)
    expect([page.status, page.title]).toEqual([403, expect.stringContaining('out of date')])
  })

  test('a Phorge that is down gives a page that says so', async () => {
    const person = await signedIn('rjkaplan')
    before.phorge.outage = 'php'
    const page = await person.open('/gateway/settings/tokens/')
    before.phorge.outage = undefined
    expect([page.status, page.title]).toEqual([503, expect.stringContaining('Phorge does not answer')])
  })
})

describe('Phorge’s own credentials', () => {
  test('a session with its CSRF token passes through', async () => {
    const person = await signedIn('rjkaplan')
    const { result } = await person.call(
      'user.whoami',
      {},
      { 'x-phabricator-csrf': await person.csrfToken() },
    )
    expect(result.userName).toBe('rjkaplan')
  })

  test('an API token passes through, and works as it always did', async () => {
    const token = await before.phorgeToken('angie')
    expect((await call('user.whoami', { 'api.token': token })).result.userName).toBe('angie')
    const params = JSON.stringify({ title: 'by an old script', __conduit__: { token } })
    expect((await call('maniphest.createtask', { params })).error_code).toBe('ERR-CONDUIT-CALL')
  })

  test.each([
    ['an API token that is unknown', { 'api.token': `api-${'x'.repeat(28)}` }],
    ['a token of Phorge’s own OAuth server', { access_token: 'x'.repeat(32) }],
    ['no credential at all', {}],
    ['a signed request', { params: '{"__conduit__":{"auth.type":"asymmetric"}}' }],
    ['what cannot be read', { params: '{' }],
  ])('%s gets the same answer as at Phorge itself', async (_what, fields) => {
    const body = new URLSearchParams(fields as Record<string, string>)
    const [through, direct] = await Promise.all(
      [before.url, before.phorgeUrl].map(async (url) => {
        const response = await fetch(`${url}/api/user.whoami`, { method: 'POST', body })
        return [response.status, response.headers.get('www-authenticate'), await response.text()]
      }),
    )
    expect(through).toEqual(direct)
  })

  test('a packed call passes through packed', async () => {
    const token = await before.phorgeToken('angie')
    const response = await fetch(`${before.url}/api/user.whoami`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' },
      body: gzipSync(`api.token=${token}`),
    })
    expect(((await response.json()) as { result: { userName: string } }).result.userName).toBe('angie')
  })

  test('is counted against no limit of the gateway’s', async () => {
    const token = await before.phorgeToken('angie')
    const sendings = [
      { body: new URLSearchParams({ 'api.token': token }), headers: {} },
      { body: new URLSearchParams(), headers: { authorization: 'Bearer unknown' } },
    ]
    const counted = sendings.map(async ({ body, headers }) => {
      const response = await fetch(`${before.url}/api/user.whoami`, { method: 'POST', body, headers })
      return response.headers.has('ratelimit')
    })
    expect(await Promise.all(counted)).toEqual([false, true])
  })

  test('20 MB pass through too, more than a call of the gateway’s own may have', async () => {
    const token = await before.phorgeToken('angie')
    const description = randomBytes(10 * 1024 * 1024).toString('hex')
    const params = JSON.stringify({ title: 'long', description, __conduit__: { token } })
    const { error_code } = await call('conduit.ping', { params })
    expect(error_code).toBe('ERR-CONDUIT-CALL')
  })
})

describe('the gateway’s own tokens', () => {
  test('decide what passes, with the token that is kept for the person', async () => {
    const token = await before.phorgeToken('rjkaplan')
    const access = await before.accessToken('rjkaplan', 'maniphest.edit:create')
    const rjkaplan = await before.gateway.backend.accountByName('rjkaplan')
    const params = JSON.stringify({ transactions: [{ type: 'title', value: 'x' }] })
    const headers = { authorization: `Bearer ${access}` }
    const without = await call('maniphest.edit', { params }, headers)
    expect(without.reason.code).toBe('upstream_token_missing')
    await before.gateway.phorge?.vault.keep({ userPhid: rjkaplan?.phid ?? '', token, origin: {} })
    expect((await call('maniphest.edit', { params }, headers)).error_code).toBeNull()
    const inBody = { 'transactions[0][type]': 'title', 'transactions[0][value]': 'y', access_token: access }
    expect((await call('maniphest.edit', inBody)).error_code).toBeNull()
    const search = await call('maniphest.search', { params: '{}' }, headers)
    expect(search.reason.code).toBe('scope_not_allowed')
  })
})

describe('everything else', () => {
  test('goes to Phorge: pages, forms, redirects, cookies', async () => {
    const person = await signedIn('rjkaplan')
    const home = await person.open('/')
    expect(home.text).toContain('Signed in as')
    expect(home.headers.get('x-frame-options')).toBe('Deny')
    const panel = await person.open('/settings/panel/apitokens/')
    expect(panel.status).toBe(302)
    expect(panel.headers.get('location')).toBe(`${before.url}/settings/user/rjkaplan/page/apitokens/`)
  })

  test('but what is below /gateway/', async () => {
    const person = await signedIn('rjkaplan')
    const page = await person.open('/gateway/nothing/')
    expect([page.status, page.title]).toEqual([404, expect.stringContaining('Not found')])
  })

  test('as a page that says so when Phorge cannot be reached', async () => {
    const lonely = await beforeStockPhorge('same-origin', { phorgeUrl: 'http://127.0.0.1:1' })
    const response = await fetch(`${lonely.url}/T1`)
    await lonely.close()
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining('Phorge does not answer'),
    ])
  })
})
