import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../../gateway/src/pages/paths.ts'
import { installedWebServers } from '../../../scripts/web-servers.ts'
import { type GatewayBeforePhorge, gatewayBefore } from '../phorge/gateway-before-phorge.ts'
import { type RecordingUpstream, recordingUpstream } from '../phorge/recording-upstream.ts'
import { type StockPhorgeUnderTest, startStockPhorge } from '../stock-phorge/stock-phorge-under-test.ts'
import { freePort, type RunningWebServer, startWebServer } from './start-web-server.ts'

const MEGABYTE = 1024 * 1024

describe.each(['nginx.conf', 'Caddyfile'])('docs/%s', (name) => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8')

  it('names everything that is the gateway’s', () => {
    for (const path of [PAGES.slice(1), 'api', 'oauthserver', 'oauth2/client'])
      expect(text).toMatch(new RegExp(`\\b${path}\\b`))
    expect(text).toContain('oauth-')
    expect(text).toContain('protected-resource')
  })
})

// Where one is missing: npm run web-servers.
describe.each(installedWebServers())('behind %s', (name) => {
  /** What browsers reach of Phorge, and what the gateway does: there it is written down. */
  let phorge: StockPhorgeUnderTest
  let upstream: RecordingUpstream
  let before: GatewayBeforePhorge
  let front: RunningWebServer
  let origin: string

  beforeAll(async () => {
    phorge = await startStockPhorge()
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    upstream = await recordingUpstream()
    before = await gatewayBefore(upstream.url, { publicUrl: origin, trustProxy: true })
    const host = (url: string) => new URL(url).host
    front = await startWebServer(name, port, { gateway: host(before.url), phorge: host(phorge.url) })
  }, 30_000)
  afterAll(async () => {
    await front.close()
    await before.close()
    await upstream.close()
    await phorge.close()
  })

  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init })

  it('the gateway answers what is its own', async () => {
    expect(await (await get('/gateway/')).text()).toContain('Conduit gateway')
    expect((await get('/gateway')).status).toBe(308)
    const metadata = await (await get('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({ issuer: origin, token_endpoint: `${origin}/oauthserver/token/` })
    const resource = await (await get('/.well-known/oauth-protected-resource')).json()
    expect(resource).toMatchObject({ resource: expect.stringContaining(origin) })
    expect((await get('/oauthserver/auth/?client_id=nobody')).headers.get('x-request-id')).toBeTruthy()
    expect(await (await get('/api/conduit.ping')).json()).toMatchObject({ error_code: null })
  })

  it.each(['/', '/login/refresh/', '/auth/start/', '/settings/panel/apitokens/', '/apiary/', '/gatewayed/'])(
    'Phorge answers %s',
    async (path) => {
      const answer = await get(path)
      expect(answer.headers.get('x-request-id')).not.toBe('')
      expect(await answer.text()).not.toContain('Conduit gateway')
      expect(answer.headers.get('x-conduit-capabilities')).toBeNull()
      const direct = await fetch(`${phorge.url}${path}`, { redirect: 'manual' })
      expect(answer.status).toBe(direct.status)
    },
  )

  it('a call is known by one id everywhere, which no visitor chooses, as little as the address', async () => {
    const authorization = `Bearer ${await before.accessToken('maniphest.search')}`
    const headers = { authorization, 'x-forwarded-for': '192.0.2.1', 'x-request-id': 'made-up' }
    const answer = await get('/api/maniphest.search', { method: 'POST', headers })
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^[\w-]{32,36}$/)
    expect(upstream.received.at(-1)?.headers['x-request-id']).toBe(id)
    expect(before.log()).toContain(`"reqId":"${id}"`)
    expect(before.log()).not.toContain('192.0.2.1')
  })

  it('a file of several megabytes goes through', async () => {
    const authorization = `Bearer ${await before.accessToken('file.upload')}`
    const params = JSON.stringify({ name: 'large', data_base64: 'A'.repeat(8 * MEGABYTE) })
    const answer = await get('/api/file.upload', {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ params, output: 'json' }),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('server-timing')).toMatch(/^phorge;dur=/)
    expect(upstream.received.at(-1)?.body.length).toBeGreaterThan(8 * MEGABYTE)
  })

  it.each([
    ['an upload by nobody', 'file.upload', 'Bearer nobody', 40, 401],
    ['an upload that was not granted', 'file.upload', 'granted something else', 40, 403],
    ['a call that is too large', 'maniphest.search', 'granted something else', 40, 413],
  ])(
    '%s gets its refusal, and not that the gateway is gone',
    async (_what, method, authorization, megabytes, status) => {
      const headers = {
        authorization: /^Bearer/.test(authorization)
          ? authorization
          : `Bearer ${await before.accessToken('maniphest.search')}`,
      }
      const body = new URLSearchParams({ params: JSON.stringify({ name: 'A'.repeat(megabytes * MEGABYTE) }) })
      for (let round = 0; round < 5; round++) {
        const answer = await get(`/api/${method}`, { method: 'POST', headers, body })
        expect(answer.status).toBe(status)
        expect(await answer.json()).toMatchObject({ result: null, reason: expect.anything() })
      }
    },
  )

  it('no access log holds what stands in an address', async () => {
    await get('/oauthserver/token/?code=a-secret-code&client_secret=another')
    await get('/login/refresh/?code=a-secret-code')
    expect(front.accessLog()).not.toContain('a-secret-code')
  })
})
