import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GatewayBeforePhorge, gatewayBefore } from './phorge/gateway-before-phorge.ts'
import { type RecordingUpstream, recordingUpstream } from './phorge/recording-upstream.ts'

describe('the id of a request', () => {
  let upstream: RecordingUpstream
  let before: GatewayBeforePhorge
  beforeAll(async () => {
    upstream = await recordingUpstream()
    before = await gatewayBefore(upstream.url)
  })
  beforeEach(() => upstream.reset())
  afterAll(async () => {
    await before.close()
    await upstream.close()
  })

  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${before.url}${path}`, { headers })).headers.get('x-request-id')

  it('is the one that the web server in front gave, in the log, the answer, and at Phorge', async () => {
    const authorization = `Bearer ${await before.accessToken('maniphest.search')}`
    const id = '4f1c2e-front.example/7'
    expect(await ask('/api/maniphest.search', { authorization, 'x-request-id': id })).toBe(id)
    expect(upstream.received.at(-1)?.headers['x-request-id']).toBe(id)
    expect(before.log()).toContain(`"reqId":"${id}"`)
  })

  it.each(['', 'two words', 'a'.repeat(129), '<b>', '"'])('is a new one in place of %j', async (given) => {
    const id = await ask('/healthz', { 'x-request-id': given })
    expect(id).toMatch(/^[\da-f-]{36}$/)
    expect(id).not.toBe(given)
  })

  it.each([
    '/healthz',
    '/gateway/',
    '/oauthserver/token/',
    '/oauthserver/auth/?client_id=x',
    '/api/user.whoami',
    '/nowhere',
  ])('is in the answer of %s', async (path) => {
    expect(await ask(path, { 'x-request-id': 'mine' })).toBe('mine')
  })
})
