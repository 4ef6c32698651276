import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PhorgeBackend } from '../../../gateway/src/backends/phorge/phorge.ts'
import { type GatewayBeforePhorge, gatewayBefore, upstreamTokens } from './gateway-before-phorge.ts'
import { ok, type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'

let upstream: RecordingUpstream
let gateway: GatewayBeforePhorge
let token: string
beforeAll(async () => {
  upstream = await recordingUpstream()
  gateway = await gatewayBefore(upstream.url)
  token = await gateway.accessToken('maniphest.search', 'maniphest.edit', 'file.upload')
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.reset()
  gateway.refused.length = 0
  Object.assign(gateway.vault, upstreamTokens)
})

function post(method: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const all = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  }
  return fetch(`${gateway.url}/api/${method}`, { method: 'POST', body, headers: all })
}
const params = (value: object) => new URLSearchParams({ params: JSON.stringify(value) }).toString()
const forwarded = () => new URLSearchParams(upstream.received.at(-1)?.body)

describe('a call that is allowed', () => {
  test('reaches Phorge with the token of the person and nothing that the caller sent of itself', async () => {
    await post('maniphest.search', params({ limit: 5 }), { cookie: 'phsid=x', 'x-phabricator-csrf': 'B@x' })
    expect(JSON.parse(forwarded().get('params') ?? '')).toEqual({
      limit: 5,
      __conduit__: { token: upstreamTokens.rjkaplan },
    })
    const [received] = upstream.received
    expect(received?.url).toBe('/api/maniphest.search')
    expect(Object.keys(received?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-request-id',
    ])
  })

  test('keeps a plain form plain, because Phorge reads that leniently', async () => {
    await post('maniphest.search', 'constraints[ids][0]=12&constraints[statuses][]=open&limit=5')
    expect(Object.fromEntries(forwarded())).toEqual({
      'constraints[ids][0]': '12',
      'constraints[statuses][0]': 'open',
      limit: '5',
      output: 'json',
      'api.token': upstreamTokens.rjkaplan,
    })
  })

  test('is answered byte for byte, and says how long who took', async () => {
    const response = await post('maniphest.search', params({}))
    expect(await response.text()).toBe(
      '{"result":{"spaced" : [1.0,"\\/"]},"error_code":null,"error_info":null}',
    )
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('server-timing')).toMatch(/^phorge;dur=[\d.]+, gateway;dur=[\d.]+$/)
  })

  test.each([
    ['a short one', 1],
    ['one longer than what goes out in one write', 20_000],
  ])('keeps every byte of the answer, UTF-8 or not: %s', async (_, repeated) => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const text = Buffer.from('Café – 日本 🎉')
    const bytes = Buffer.concat([
      Buffer.from('{"result":"'),
      every,
      ...Array<Buffer>(repeated).fill(text),
      Buffer.from('"}'),
    ])
    upstream.fault = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(bytes)
    }
    const response = await post('maniphest.search', params({}))
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('ratelimit')).toContain('"token";r=')
  })

  test('gets a refusal of Phorge as it is', async () => {
    const refusal = '{"result":null,"error_code":"ERR-CONDUIT-CORE","error_info":"Caf\\u00e9"}'
    upstream.fault = (_request, response) => ok(response, refusal)
    expect(await (await post('maniphest.edit', params({ transactions: [] }))).text()).toBe(refusal)
  })

  test('is passed through as it comes when the answer is long', async () => {
    const long = `{"result":"${'x'.repeat(3_000_000)}","error_code":null,"error_info":null}`
    upstream.fault = (_request, response) => ok(response, long)
    expect(await (await post('maniphest.search', params({}))).text()).toBe(long)
  })

  test('needs no token of anybody where Phorge asks for none', async () => {
    await post('conduit.ping', params({}))
    expect(upstream.received.at(-1)?.body).not.toContain('token')
  })

  test('auth.logout ends what is ours, and no session of the person at Phorge', async () => {
    const other = await gateway.accessToken()
    const headers = { authorization: `Bearer ${other}` }
    expect(await (await post('auth.logout', '', headers)).json()).toMatchObject({ error_code: null })
    expect(upstream.received).toEqual([])
    expect((await post('user.whoami', '', headers)).status).toBe(401)
  })
})

describe('a call that is not', () => {
  test.each([
    ['output=human', 'maniphest.search', 'output=human&limit=1', 'ERR-CONDUIT-CORE'],
    ['an unknown parameter', 'maniphest.search', 'API.token=x', 'ERR-CONDUIT-CALL'],
    ['an unknown method', 'maniphest.nothing', '', 'ERR-CONDUIT-CALL'],
    ['multipart', 'maniphest.search', '--x--', 'ERR-CONDUIT-CORE'],
  ])('with %s never reaches Phorge', async (what, method, body, code) => {
    const headers = what === 'multipart' ? { 'content-type': 'multipart/form-data; boundary=x' } : undefined
    expect(await (await post(method, body, headers)).json()).toMatchObject({ error_code: code })
    expect(upstream.received).toEqual([])
  })
})

describe('the token that is kept for the person', () => {
  test('when there is none, nothing is sent', async () => {
    delete gateway.vault.rjkaplan
    const answer = await (await post('maniphest.search', params({}))).json()
    expect(answer).toMatchObject({
      error_code: 'ERR-INVALID-AUTH',
      reason: { code: 'upstream_token_missing' },
    })
    expect(upstream.received).toEqual([])
  })

  test('when Phorge refuses it, the vault is told, and the caller reads it nowhere', async () => {
    const echo = `{"result":null,"error_code":"ERR-INVALID-AUTH","error_info":"API token \\"${upstreamTokens.rjkaplan}\\" is not valid."}`
    upstream.fault = (_request, response) => ok(response, echo)
    const text = await (await post('maniphest.search', params({}))).text()
    expect(JSON.parse(text)).toMatchObject({ reason: { code: 'upstream_token_refused' } })
    expect(text).not.toContain(upstreamTokens.rjkaplan)
    expect(gateway.refused).toEqual([upstreamTokens.rjkaplan])
    expect(gateway.log()).not.toContain(upstreamTokens.rjkaplan)
  })

  test('is that of the person whose token the caller has', async () => {
    const apiToken = await gateway.apiToken('angie')
    await post('user.whoami', `api.token=${apiToken}`, { authorization: '' })
    expect(forwarded().get('api.token')).toBe(upstreamTokens.angie)
  })
})

describe('the methods', () => {
  test('that an upgrade of Phorge brings are denied and announced until somebody lets them in', async () => {
    const { catalogue } = gateway.gateway.backend as PhorgeBackend
    upstream.methods['acme.deploy'] = { description: '', params: {}, return: 'any' }
    await catalogue.refresh()
    expect(catalogue.news).toEqual(['acme.deploy'])
    expect(gateway.log()).toContain('acme.deploy')
    expect(await (await post('acme.deploy', '')).json()).toMatchObject({ error_code: 'ERR-CONDUIT-CALL' })

    await catalogue.letIn(['acme.deploy'], gateway.gateway.database)
    expect(catalogue.news).toEqual([])
    expect(await (await post('acme.deploy', '')).json()).toMatchObject({ error_code: 'ERR-OAUTH-ACCESS' })
  })
})

test('health and readiness are two things', async () => {
  const statuses = async () =>
    Promise.all(['healthz', 'readyz'].map(async (path) => (await fetch(`${gateway.url}/${path}`)).status))
  expect(await statuses()).toEqual([200, 200])
})
