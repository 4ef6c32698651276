import { type Item, isInnerList, parseList } from 'structured-headers'
import { afterEach, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import type { ConfigInput } from '../../../gateway/src/config.ts'
import { saveQuotas } from '../../../gateway/src/limits/quotas.ts'
import { usageOn } from '../../../gateway/src/limits/usage.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import {
  form,
  type GatewayUnderTest,
  issueToken,
  post,
  startGatewayUnderTest,
} from '../conduit/gateway-under-test.ts'

let test: GatewayUnderTest
afterEach(() => test.close())

async function start(settings: Partial<ConfigInput>): Promise<void> {
  test = await startGatewayUnderTest(settings)
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const from = (address: string) => ({ 'x-forwarded-for': address })

async function whoami(headers: Record<string, string>) {
  return post(test, 'user.whoami', '', headers)
}

/** The members of a header by their names, as a parser of structured fields (RFC 9651) reads them. */
function members(response: Response, name: 'ratelimit' | 'ratelimit-policy'): Record<string, object> {
  const items = parseList(response.headers.get(name) ?? '').filter((item): item is Item => !isInnerList(item))
  return Object.fromEntries(
    items.map(([value, parameters]) => [String(value), Object.fromEntries(parameters)]),
  )
}

async function apiToken(name = 'script'): Promise<string> {
  const { token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name })
  return token
}

describe('each answer', () => {
  it('says which limits there are and what remains, as structured fields', async () => {
    await start({ rateLimitToken: 600, rateLimitApplication: 6000, rateLimitAddress: 60_000 })
    const { token } = await issueToken(test)
    await whoami(bearer(token))
    const { response } = await whoami(bearer(token))
    expect(members(response, 'ratelimit-policy')).toEqual({
      address: { q: 60_000, w: 60 },
      token: { q: 600, w: 60 },
      application: { q: 6000, w: 60 },
    })
    expect(members(response, 'ratelimit')).toEqual({
      address: { r: 59_998, t: 1 },
      token: { r: 598, t: 1 },
      application: { r: 5998, t: 1 },
    })
  })

  it('says so too when the method is unknown, or the token, or nobody asks who it is', async () => {
    await start({ rateLimitAddress: 100 })
    for (const method of ['conduit.ping', 'no.such', 'user.whoami']) {
      const { response } = await post(test, method, '', method === 'user.whoami' ? bearer('unknown') : {})
      expect(Object.keys(members(response, 'ratelimit'))).toEqual(['address'])
    }
  })

  it('says nothing when there is no limit', async () => {
    await start({ rateLimitToken: 0, rateLimitApplication: 0, rateLimitAddress: 0 })
    const { token } = await issueToken(test)
    const { response, body } = await whoami(bearer(token))
    expect(body.error_code).toBeNull()
    expect(response.headers.has('ratelimit')).toBe(false)
    expect(response.headers.has('ratelimit-policy')).toBe(false)
  })

  it('can be read by a page of another origin', async () => {
    await start({ rateLimitAddress: 1 })
    const { token } = await issueToken(test, { origins: ['https://errors.example'] })
    const headers = { ...bearer(token), origin: 'https://errors.example' }
    await whoami(headers)
    const { response } = await whoami(headers)
    expect(response.status).toBe(429)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://errors.example')
    const exposed = response.headers.get('access-control-expose-headers')
    expect(exposed).toContain('RateLimit, RateLimit-Policy')
    expect(exposed).toContain('Retry-After')
  })
})

describe('too many calls', () => {
  it('with one API token are refused with 429 and the time to wait, whichever way the token is sent', async () => {
    await start({ rateLimitToken: 2 })
    const token = await apiToken()
    const other = await apiToken('other')
    const sendings = [
      () => whoami(bearer(token)),
      () => post(test, 'user.whoami', form({ __conduit__: { token } })),
      () => post(test, 'user.whoami', new URLSearchParams({ 'api.token': token })),
    ]
    for (const send of sendings.slice(0, 2)) expect((await send()).body.error_code).toBeNull()
    for (const send of sendings) {
      const { response, body } = await send()
      expect(response.status).toBe(429)
      expect(response.headers.get('retry-after')).toBe('30')
      expect(body).toMatchObject({
        result: null,
        error_code: 'ERR-CONDUIT-CORE',
        reason: { code: 'rate_limited' },
      })
      expect(body.error_info).toContain('Send it again in 30 seconds.')
      expect(members(response, 'ratelimit')).toMatchObject({ token: { r: 0, t: 60 } })
    }
    expect((await whoami(bearer(other))).response.status).toBe(200)
    test.now += 30
    expect((await whoami(bearer(token))).response.status).toBe(200)
  })

  it('do nothing: a write above the limit does not reach the backend', async () => {
    await start({ rateLimitToken: 1 })
    const { token } = await issueToken(test, { rules: ['maniphest.edit'] })
    const edit = () =>
      post(test, 'maniphest.edit', form({ transactions: [{ type: 'title', value: 'Once' }] }), bearer(token))
    expect((await edit()).body.error_code).toBeNull()
    expect((await edit()).response.status).toBe(429)
    expect(test.calls).toHaveLength(1)
  })

  it('of one person with an application count together, whichever of its tokens they come with', async () => {
    await start({ rateLimitToken: 2 })
    const first = await issueToken(test, { rules: ['user.search'] })
    const second = await issueToken(test, { rules: ['user.search'], clientId: first.clientId })
    const angies = await issueToken(test, {
      rules: ['user.search'],
      clientId: first.clientId,
      user: test.angie,
    })
    await whoami(bearer(first.token))
    await whoami(bearer(second.token))
    expect((await whoami(bearer(first.token))).response.status).toBe(429)
    expect((await whoami(bearer(second.token))).response.status).toBe(429)
    expect((await whoami(bearer(angies.token))).response.status).toBe(200)
  })

  it('of one person take nothing from what the application has for all', async () => {
    await start({ rateLimitToken: 1, rateLimitApplication: 3 })
    const rjkaplans = await issueToken(test)
    const angies = await issueToken(test, { clientId: rjkaplans.clientId, user: test.angie })
    for (let i = 0; i < 10; i += 1) await whoami(bearer(rjkaplans.token))
    const { response } = await whoami(bearer(angies.token))
    expect(members(response, 'ratelimit')).toMatchObject({ application: { r: 1 } })
  })

  it('of an application are refused to everybody who uses it, and to nobody else', async () => {
    await start({ rateLimitApplication: 2 })
    const rjkaplans = await issueToken(test)
    const angies = await issueToken(test, { clientId: rjkaplans.clientId, user: test.angie })
    const other = await issueToken(test)
    await whoami(bearer(rjkaplans.token))
    await whoami(bearer(rjkaplans.token))
    expect((await whoami(bearer(angies.token))).response.status).toBe(429)
    expect((await whoami(bearer(other.token))).response.status).toBe(200)
    expect((await whoami(bearer(await apiToken()))).response.status).toBe(200)
  })

  it('from one address are refused before the token is looked up', async () => {
    await start({ rateLimitAddress: 3, trustProxy: true })
    const { token } = await issueToken(test)
    for (let i = 0; i < 3; i += 1) await whoami({ ...bearer(`wrong-${i}`), ...from('192.0.2.7') })
    const refused = await whoami({ ...bearer(token), ...from('192.0.2.7') })
    expect(refused.response.status).toBe(429)
    expect(Object.keys(members(refused.response, 'ratelimit'))).toEqual(['address'])
    expect((await whoami({ ...bearer(token), ...from('192.0.2.8') })).response.status).toBe(200)
  })

  it('from a whole IPv6 network count together', async () => {
    await start({ rateLimitAddress: 3, trustProxy: true })
    const { token } = await issueToken(test)
    const statuses: number[] = []
    for (let i = 1; i <= 5; i += 1) {
      const { response } = await whoami({ ...bearer(token), ...from(`2001:db8:0:1::${i}`) })
      statuses.push(response.status)
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect((await whoami({ ...bearer(token), ...from('2001:db8:0:2::1') })).response.status).toBe(200)
  })

  it('cannot be passed off as those of another address when no web server in front is believed', async () => {
    await start({ rateLimitAddress: 2 })
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await whoami({ ...bearer('unknown'), ...from(`192.0.2.${i}`) })).response.status)
    }
    expect(statuses).toEqual([401, 401, 429, 429])
  })

  it('are in the security log once an hour, for an administrator to see', async () => {
    await start({ rateLimitToken: 1 })
    const { token, clientId } = await issueToken(test)
    for (let i = 0; i < 5; i += 1) await whoami(bearer(token))
    const query = { kind: 'limit-reached', limit: 10 } as const
    const events = await readSecurityLog(test.gateway.database, query)
    expect(events).toMatchObject([{ userPhid: test.rjkaplan.phid, clientId, detail: 'token (1)' }])
  })
})

describe('the quota of an application', () => {
  it('takes the place of the setting, from the moment it is saved', async () => {
    await start({ rateLimitApplication: 100 })
    const { token, clientId } = await issueToken(test)
    await whoami(bearer(token))
    await saveQuotas(test.gateway.database, clientId, { perMinute: 2, perDay: undefined })
    await test.gateway.limits.reload()
    const { response } = await whoami(bearer(token))
    expect(members(response, 'ratelimit-policy')).toMatchObject({ application: { q: 2, w: 60 } })
    expect((await whoami(bearer(token))).response.status).toBe(429)
  })

  it('is known a few seconds later to another process that serves the same database', async () => {
    await start({})
    const { token, clientId } = await issueToken(test)
    await saveQuotas(test.gateway.database, clientId, { perMinute: 1, perDay: undefined })
    test.now += 6
    await whoami(bearer(token))
    await whoami(bearer(token))
    expect((await whoami(bearer(token))).response.status).toBe(429)
  })

  it('of a day ends at midnight in UTC, whatever the minute has left', async () => {
    await start({})
    test.now = 20_833 * 86_400 + 82_800
    const { token, clientId } = await issueToken(test)
    await saveQuotas(test.gateway.database, clientId, { perMinute: undefined, perDay: 2 })
    await test.gateway.limits.reload()
    const { response } = await whoami(bearer(token))
    expect(members(response, 'ratelimit-policy')).toMatchObject({ 'application-day': { q: 2, w: 86_400 } })
    expect(members(response, 'ratelimit')).toMatchObject({ 'application-day': { r: 1, t: 3600 } })
    await whoami(bearer(token))
    const refused = await whoami(bearer(token))
    expect(refused.response.status).toBe(429)
    expect(refused.response.headers.get('retry-after')).toBe('3600')
    expect(refused.body.error_info).toContain('in a day (UTC)')
    test.now += 3600
    const tomorrow = await issueToken(test, { clientId })
    expect((await whoami(bearer(tomorrow.token))).response.status).toBe(200)
  })

  it('of a day is counted in the database, refusals apart', async () => {
    await start({})
    const { token, clientId } = await issueToken(test)
    await saveQuotas(test.gateway.database, clientId, { perMinute: undefined, perDay: 3 })
    await test.gateway.limits.reload()
    for (let i = 0; i < 5; i += 1) await whoami(bearer(token))
    await test.gateway.limits.flush()
    const usage = await usageOn(test.gateway.database, Math.floor(test.now / 86_400))
    expect(usage.get(clientId)).toEqual({ clientId, calls: 3, busiestMinute: 3, refused: 2 })
  })
})
