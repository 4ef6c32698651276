import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Outage } from '../../../gateway/src/app.ts'
import { type StockPhorgeUnderTest, startStockPhorge, visitor } from './stock-phorge-under-test.ts'

let server: StockPhorgeUnderTest
let token: string
beforeAll(async () => {
  server = await startStockPhorge()
  token = await server.apiToken('rjkaplan')
})
afterAll(() => server.close())
beforeEach(() => {
  server.phorge.outage = undefined
})

const FORM = 'application/x-www-form-urlencoded'

async function whoami(body: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/user.whoami`, {
    method: 'POST',
    body,
    headers: { 'content-type': FORM, ...headers },
  })
  const type = response.headers.get('content-type')
  return { response, type, body: type === 'application/json' ? await response.json() : undefined }
}

describe('where the token of a call may stand', () => {
  test.each([
    ['a field', () => `api.token=${token}`, 'rjkaplan'],
    ['params', () => `params=${encodeURIComponent(JSON.stringify({ __conduit__: { token } }))}`, 'rjkaplan'],
    ['params[…]', () => `params[__conduit__]=${encodeURIComponent(JSON.stringify({ token }))}`, 'rjkaplan'],
    ['beside params', () => `params={}&api.token=${token}`, undefined],
    ['a field __conduit__', () => `__conduit__=${encodeURIComponent(JSON.stringify({ token }))}`, undefined],
    ['an empty field', () => 'api.token=', undefined],
  ])('%s', async (_where, body, userName) => {
    const answer = await whoami(body())
    expect(answer.body.result?.userName).toBe(userName)
    expect(answer.body.error_code).toBe(userName ? null : 'ERR-INVALID-SESSION')
  })

  test('not in the header Authorization', async () => {
    expect((await whoami('', { authorization: `Bearer ${token}` })).body.error_code).toBe(
      'ERR-INVALID-SESSION',
    )
  })
})

describe('a call', () => {
  test.each([
    ['too short', 'api-short', 'ERR-INVALID-AUTH'],
    ['with another prefix', `xyz-${'a'.repeat(28)}`, 'ERR-INVALID-AUTH'],
    ['unknown', `api-${'a'.repeat(28)}`, 'ERR-INVALID-AUTH'],
    ['of a cluster', `clr-${'a'.repeat(28)}`, 'ERR-INVALID-AUTH'],
  ])('with a token that is %s is refused in an envelope that repeats it', async (_what, wrong, code) => {
    const { response, body } = await whoami(`api.token=${wrong}`)
    expect([response.status, body.error_code, body.result]).toEqual([200, code, null])
    expect(body.error_info).toContain(wrong)
    expect(Object.keys(body)).toEqual(['result', 'error_code', 'error_info'])
  })

  test.each([
    ['an unknown method', 'no.such.method', ''],
    ['an unknown parameter', 'user.whoami', 'bogus=1'],
    ['a parameter in another case', 'user.whoami', 'API.token=x'],
  ])('of %s is ERR-CONDUIT-CALL before anybody is asked who they are', async (_what, method, body) => {
    const response = await fetch(`${server.url}/api/${method}`, {
      method: 'POST',
      body,
      headers: { 'content-type': FORM },
    })
    expect(await response.json()).toMatchObject({ error_code: 'ERR-CONDUIT-CALL' })
  })

  test.each([
    ['a parameter "code"', () => `api.token=${token}&code=x`],
    ['a list of tokens', () => `api.token[]=${token}`],
  ])('with %s is a page of status 500', async (_what, body) => {
    const { response, type } = await whoami(body())
    expect([response.status, type]).toEqual([500, 'text/html; charset=UTF-8'])
  })

  test('with output=human and no session is the sign-in page', async () => {
    const { response, type } = await whoami(`api.token=${token}&output=human`)
    expect([response.status, type]).toEqual([200, 'text/html; charset=UTF-8'])
  })

  test('of a method that is written with a slash is the sign-in page', async () => {
    const page = await visitor(server).open('/api/user.whoami/')
    expect([page.status, page.title]).toEqual([200, 'Login'])
  })

  test('may be packed, and a GET creates a task', async () => {
    const packed = await whoami(gzipSync(`api.token=${token}`), { 'content-encoding': 'gzip' })
    expect(packed.body.result.userName).toBe('rjkaplan')
    const params = JSON.stringify({
      transactions: [{ type: 'title', value: 'By GET' }],
      __conduit__: { token },
    })
    const response = await fetch(`${server.url}/api/maniphest.edit?${new URLSearchParams({ params })}`)
    expect(await response.json()).toMatchObject({ error_code: null })
  })

  test.each(['OPTIONS', 'PUT'])(
    'by %s comes without a body, and no answer has a header of CORS',
    async (method) => {
      const response = await fetch(`${server.url}/api/user.whoami`, {
        method,
        headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
      })
      expect(await response.json()).toMatchObject({ error_code: 'ERR-INVALID-SESSION' })
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )

  test('heeds no Idempotency-Key: the same write twice is two tasks', async () => {
    const create = async () => {
      const params = JSON.stringify({
        transactions: [{ type: 'title', value: 'Twice' }],
        __conduit__: { token },
      })
      const response = await fetch(`${server.url}/api/maniphest.edit`, {
        method: 'POST',
        body: new URLSearchParams({ params }),
        headers: { 'idempotency-key': 'one' },
      })
      return (await response.json()).result.object.id
    }
    expect(await create()).not.toBe(await create())
  })
})

test('there is no metadata of an authorization server: it looks like a page that needs a sign-in', async () => {
  const page = await visitor(server).open('/.well-known/oauth-authorization-server')
  expect([page.status, page.type]).toEqual([200, 'text/html; charset=UTF-8'])
})

describe('a server in trouble', () => {
  test.each<[Outage, number, string]>([
    ['database', 500, 'text/html; charset=UTF-8'],
    ['php', 502, 'text/html'],
    ['rate-limited', 429, 'text/plain'],
    ['sign-in-page', 200, 'text/html; charset=UTF-8'],
  ])('%s: status %i, %s', async (outage, status, type) => {
    server.phorge.outage = outage
    const answer = await whoami(`api.token=${token}`)
    expect([answer.response.status, answer.type]).toEqual([status, type])
    expect(answer.response.headers.has('retry-after')).toBe(false)
  })

  test('read-only: reads work, a write is refused in words', async () => {
    server.phorge.outage = 'read-only'
    expect((await whoami(`api.token=${token}`)).body.error_code).toBeNull()
    const params = JSON.stringify({ transactions: [{ type: 'title', value: 'x' }], __conduit__: { token } })
    const answer = await visitor(server).call('maniphest.edit', { params })
    expect(answer).toMatchObject({ error_code: 'ERR-CONDUIT-CORE', result: null })
    expect(answer.error_info).toContain('read-only mode')
  })

  test('no-oauth-server: 404 for who is signed in, the sign-in page for others, 500 for a code', async () => {
    server.phorge.outage = 'no-oauth-server'
    const person = visitor(server)
    expect((await person.open('/oauthserver/auth/?client_id=x')).title).toBe('Login')
    await person.signIn('rjkaplan')
    expect((await person.open('/oauthserver/auth/?client_id=x')).status).toBe(404)
    const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'x' })
    expect((await person.open('/oauthserver/token/', { method: 'POST', body })).status).toBe(500)
  })

  test('hung: no answer', async () => {
    server.phorge.outage = 'hung'
    await expect(
      fetch(`${server.url}/api/conduit.ping`, { signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow()
  })
})
