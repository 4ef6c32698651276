import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { form, type GatewayUnderTest, issueToken, post, startGatewayUnderTest } from './gateway-under-test.ts'

const MEBIBYTE = 1024 * 1024

let test: GatewayUnderTest
beforeAll(async () => {
  test = await startGatewayUnderTest()
})
afterAll(() => test.close())

describe('what nobody has to answer for is refused before it costs much', () => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const validation = (message: RegExp) => ({
    error_code: 'ERR-CONDUIT-CORE',
    error_info: expect.stringMatching(message),
    reason: { code: 'validation' },
  })

  it.each([
    ['a form of separators', '&'.repeat(15 * MEBIBYTE), /more than 10000 fields/],
    ['a name of brackets', `a${'[]'.repeat(7 * MEBIBYTE)}=1`, /more than 1000 characters/],
    ['JSON of opening brackets', `params=${'['.repeat(15 * MEBIBYTE)}`, /nested too deep/],
    ['JSON of brackets', `params=${'['.repeat(600)}${']'.repeat(600)}`, /nested too deep/],
    ['JSON of tiny values', `params={"a":[${'{},'.repeat(4 * MEBIBYTE)}{}]}`, /more than 100000 values/],
  ])('%s', async (_what, body, message) => {
    expect((await post(test, 'user.whoami', body, type)).body).toMatchObject(validation(message))
  })

  it('a small packed body that unpacks to a large one', async () => {
    const body = gzipSync(Buffer.alloc(17 * MEBIBYTE, '&'))
    const headers = { ...type, 'content-encoding': 'gzip' }
    expect((await post(test, 'user.whoami', body, headers)).response.status).toBe(413)
  })
})

it('large calls are made a few at a time, and ordinary ones always', async () => {
  const large = () => post(test, 'conduit.ping', 'a'.repeat(2 * MEBIBYTE))
  const sockets = Array.from({ length: 32 }, () => connect(Number(new URL(test.url).port), '127.0.0.1'))
  for (const socket of sockets) {
    socket.write(
      'POST /api/conduit.ping HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na',
    )
  }
  await expect.poll(async () => (await large()).response.status).toBe(503)
  const { response, body } = await large()
  expect(response.headers.get('retry-after')).toBe('1')
  expect(body.reason?.code).toBe('server')
  expect((await post(test, 'conduit.ping', '')).body.error_code).toBeNull()

  for (const socket of sockets) socket.destroy()
  await expect.poll(async () => (await large()).response.status).toBe(200)
})

it('brackets and commas in a text are not counted, nor is a quote in it its end', async () => {
  const { token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
  const value = `${'[{,'.repeat(40_000)}\\"${'["\\'.repeat(2000)}`
  const transactions = [
    { type: 'title', value: 'Brackets' },
    { type: 'description', value },
  ]
  const { body } = await post(test, 'maniphest.edit', form({ transactions, __conduit__: { token } }))
  expect(body.error_info).toBeNull()
})

it('a description of 8 MB fits', async () => {
  const { token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
  const transactions = [
    { type: 'title', value: 'Long' },
    { type: 'description', value: 'at checkout (cart.js:12)\n'.repeat(320_000) },
  ]
  const { body } = await post(test, 'maniphest.edit', form({ transactions, __conduit__: { token } }))
  expect(body.error_info).toBeNull()
})

it('a refusal that would name thousands of scopes names them in the body alone', async () => {
  const { token } = await issueToken(test, { rules: ['maniphest.search'] })
  const transactions = Array.from({ length: 3000 }, (_, index) => ({ type: `custom.a:${index}`, value: '' }))
  const { response, body } = await post(test, 'maniphest.edit', form({ objectIdentifier: 1, transactions }), {
    authorization: `Bearer ${token}`,
  })
  expect(body.reason?.needed).toHaveLength(3000)
  expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  expect(response.headers.get('www-authenticate')?.length).toBeLessThan(5000)
})

describe('an address that leads nowhere', () => {
  it.each([
    ['half an escape', '/api/%', 400],
    ['no UTF-8', '/api/%ff?api.token=secret-of-mine', 400],
    ['far too long', `/api/${'a'.repeat(600)}`, 414],
  ])('below /api/ is answered in the envelope, and not repeated: %s', async (_what, path, status) => {
    const answer = await get(path)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).not.toMatch(/secret-of-mine|aaaa/)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      result: null,
      error_code: 'ERR-CONDUIT-CALL',
      reason: { code: 'method_unknown' },
    })
  })
})

it('a method is named in one way only', async () => {
  const { token } = await issueToken(test)
  const codes = ['User.Whoami', 'user.whoami/', 'user.whoami%00', 'user.whoami%20', '/user.whoami'].map(
    async (name) => (await post(test, name, '', { authorization: `Bearer ${token}` })).body.error_code,
  )
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['ERR-CONDUIT-CALL']))
})

/** A request as it stands: `fetch` would mend the address. */
function get(path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect(Number(new URL(test.url).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.on('close', () => resolve(answer))
  socket.on('error', reject)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  return promise
}
