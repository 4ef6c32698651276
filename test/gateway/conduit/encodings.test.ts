import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { form, type GatewayUnderTest, post, startGatewayUnderTest } from './gateway-under-test.ts'

let test: GatewayUnderTest
let token: string

beforeAll(async () => {
  test = await startGatewayUnderTest()
  token = (await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: 'test' })).token
})
afterAll(() => test.close())

const params = { constraints: { ids: [1, 2] }, limit: 5 }

describe('a call is read', () => {
  it('from JSON in the field params, with types', async () => {
    const { body } = await post(test, 'maniphest.search', form({ ...params, __conduit__: { token } }))
    expect(body).toMatchObject({ result: { data: [] }, error_code: null, error_info: null })
    expect(test.calls.at(-1)).toMatchObject({ params, typed: true, viewer: { userName: 'rjkaplan' } })
  })

  it('from a JSON value in each field params[name], as Phorge’s API console sends it', async () => {
    const fields = new URLSearchParams({
      'params[__conduit__]': JSON.stringify({ token }),
      'params[limit]': '5',
      'params[constraints]': JSON.stringify(params.constraints),
    })
    const { body } = await post(test, 'maniphest.search', fields)
    expect(body.error_code).toBeNull()
    expect(test.calls.at(-1)).toMatchObject({ params, typed: true, viewer: { userName: 'rjkaplan' } })
  })

  it('from plain fields, where everything is text', async () => {
    const fields = `api.token=${token}&constraints[ids][0]=1&constraints%5Bids%5D%5B%5D=2&limit=5`
    const { body } = await post(test, 'maniphest.search', fields)
    expect(body.error_code).toBeNull()
    expect(test.calls.at(-1)).toMatchObject({
      params: { constraints: { ids: ['1', '2'] }, limit: '5' },
      typed: false,
      viewer: { userName: 'rjkaplan' },
    })
  })

  it('from the query of a GET', async () => {
    const response = await fetch(`${test.url}/api/maniphest.search?api.token=${token}&limit=5`)
    expect(await response.json()).toMatchObject({ error_code: null })
    expect(test.calls.at(-1)).toMatchObject({ params: { limit: '5' }, viewer: { userName: 'rjkaplan' } })
  })

  it('from query and body together, the body winning', async () => {
    await post(test, `maniphest.search?limit=1&api.token=${token}`, 'limit=2')
    expect(test.calls.at(-1)?.params).toEqual({ limit: '2' })
  })

  it('from a packed body, as the header X-Conduit-Capabilities offers', async () => {
    const packed = gzipSync(form({ ...params, __conduit__: { token } }).toString())
    const headers = {
      'content-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    }
    const { body, response } = await post(test, 'maniphest.search', packed, headers)
    expect(response.headers.get('x-conduit-capabilities')).toBe('gzip idempotency-key')
    expect(body.error_code).toBeNull()
    expect(test.calls.at(-1)?.params).toEqual(params)
  })

  it('without parameters when a PHP client writes its empty map as a list', async () => {
    const { body } = await post(test, 'conduit.ping', 'params=%5B%5D')
    expect(body.error_code).toBeNull()
    expect(test.calls.at(-1)?.params).toEqual({})
  })
})

describe('the backend is given', () => {
  it('no credential, in whatever field it came', async () => {
    const fields = `api.token=${token}&api.sessionKey=x&access_token=x&scope=y&__conduit__=z&__csrf__=c&limit=1`
    await post(test, 'maniphest.search', fields)
    expect(test.calls.at(-1)?.params).toEqual({ limit: '1' })
  })

  it('the transactions in the order and with the shapes in which they were sent', async () => {
    const transactions = [
      { type: 'comment', value: 'a & b = 100 % – 漢' },
      { type: 'status', value: null },
    ]
    await post(test, 'maniphest.edit', form({ objectIdentifier: 'T1', transactions, __conduit__: { token } }))
    expect(test.calls.at(-1)?.params).toEqual({ objectIdentifier: 'T1', transactions })
  })

  it('a map where PHP would have one, and the later of two values', async () => {
    const fields = `api.token=${token}&limit=1&limit=2&constraints[a]=1&constraints[0]=2&constraints[]=3`
    await post(test, 'maniphest.search', fields)
    expect(test.calls.at(-1)?.params).toEqual({
      limit: '2',
      constraints: { a: '1', 0: '2', 1: '3' },
    })
  })
})

describe('a request is refused, in an envelope, when', () => {
  const secret = 'api-secretsecretsecretsecretsecr'
  const refused = async (body: BodyInit, headers: Record<string, string> = {}, query = '') => {
    const before = test.calls.length
    const answer = await post(test, `maniphest.search${query}`, body, headers)
    expect(test.calls).toHaveLength(before)
    expect(JSON.stringify(answer.body)).not.toContain(secret)
    expect(answer.response.headers.get('content-type')).toMatch('application/json')
    return answer
  }
  const json = JSON.stringify({ 'api.token': secret })

  it.each(['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json'])(
    'its body is %s, and the body is not repeated',
    async (type) => {
      const { body } = await refused(json, { 'content-type': type })
      expect(body.error_code).toBe('ERR-CONDUIT-CORE')
    },
  )

  it('a JSON body pretends to be a form, and the body is not repeated', async () => {
    const { body } = await refused(json, { 'content-type': 'text/plain' })
    expect(body.error_code).toBe('ERR-CONDUIT-CALL')
  })

  it('it is multipart', async () => {
    const data = new FormData()
    data.set('params', '{}')
    expect((await refused(data)).body.error_code).toBe('ERR-CONDUIT-CORE')
  })

  it.each([
    ['JSON that is not whole', '{bad'],
    ['a number', '3'],
    ['null', 'null'],
    ['text', `"${secret}"`],
    ['nesting without end', `{"constraints":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a prototype', '{"constraints":{"a":[{"__proto__":{"admin":true}}]}}'],
    ['a prototype in other letters', '{"constraints":{"\\u005f_proto__":{"admin":true}}}'],
  ])('params holds %s', async (_, value) => {
    const { body } = await refused(new URLSearchParams({ params: value }))
    expect(body.error_code).toBe('ERR-CONDUIT-CORE')
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it.each([
    ['a prototype', 'constraints[__proto__][admin]=1'],
    ['a prototype at the top', '__proto__[admin]=1'],
    ['nesting without end', `a${'[a]'.repeat(1000)}=1`],
    ['too many fields', 'limit=1&'.repeat(20_000)],
    ['bytes that are not UTF-8', 'limit=%ff%fe'],
    ['a stray percent sign', 'limit=%zz'],
    ['a field "code", which Phorge fails on', `code=${secret}`],
  ])('the form holds %s', async (_, text) => {
    expect((await refused(text)).body.error_code).toBe('ERR-CONDUIT-CORE')
  })

  it('its bytes are not UTF-8', async () => {
    const bytes = Buffer.from([0x6c, 0x3d, 0xff])
    const { body } = await refused(bytes, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(body.error_code).toBe('ERR-CONDUIT-CORE')
  })

  it('its packed body is not packed', async () => {
    const { response } = await refused('limit=1', {
      'content-encoding': 'gzip',
    })
    expect(response.status).toBe(400)
  })

  it('its packed body unpacks beyond the limit', async () => {
    const packed = gzipSync(Buffer.alloc(17 * 1024 * 1024, 'a'))
    const { response } = await refused(packed, {
      'content-encoding': 'gzip',
    })
    expect(response.status).toBe(413)
  })

  it('it is too large', async () => {
    const { response, body } = await refused('a'.repeat(17 * 1024 * 1024))
    expect(response.status).toBe(413)
    expect(body.error_code).toBe('ERR-CONDUIT-CORE')
  })

  it('it asks for a page', async () => {
    const { body } = await refused(`output=human&api.token=${token}`)
    expect(body.error_code).toBe('ERR-CONDUIT-CORE')
  })

  it('the method does not exist, whoever asks', async () => {
    const { body } = await post(test, 'no.such.method', form({ x: 1, __conduit__: { token: 'bad' } }))
    expect(body).toMatchObject({
      error_code: 'ERR-CONDUIT-CALL',
      error_info: expect.stringContaining('"no.such.method"'),
    })
    expect(body.reason).toEqual({ code: 'method_unknown' })
  })

  it('the method has no such parameter, whoever asks', async () => {
    const { body } = await refused(form({ bogus: 1, b2: 2, __conduit__: { token: 'bad' } }))
    expect(body).toMatchObject({
      error_code: 'ERR-CONDUIT-CALL',
      error_info: expect.stringContaining('"bogus", "b2"'),
    })
  })

  it('a secret stands where a name should, and the secret is not repeated', async () => {
    const { body } = await refused(new URLSearchParams({ [secret]: '' }))
    expect(body.error_code).toBe('ERR-CONDUIT-CALL')
  })

  it.each(['/api/', '/api/user.whoami/', `/api/${'a'.repeat(90)}`])('the path is %s', async (path) => {
    const response = await fetch(`${test.url}${path}`, { method: 'POST', body: 'limit=1' })
    expect(await response.json()).toMatchObject({ error_code: 'ERR-CONDUIT-CALL' })
  })
})

it('every answer forbids to keep it and to guess its type', async () => {
  for (const method of ['conduit.ping', 'user.whoami', 'no.such.method']) {
    const { response } = await post(test, method, '')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('set-cookie')).toBeNull()
  }
})
