import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PhorgeBackend } from '../../../gateway/src/backends/phorge/phorge.ts'
import { listening } from '../../sdk/oauth/listening.ts'
import { type GatewayBeforePhorge, gatewayBefore } from './gateway-before-phorge.ts'
import { ok, type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'

let upstream: RecordingUpstream
let gateway: GatewayBeforePhorge
let token: string
beforeEach(async () => {
  upstream = await recordingUpstream()
  gateway = await gatewayBefore(upstream.url, { phorgeDeadline: 1000 })
  token = await gateway.accessToken('maniphest.search', 'maniphest.edit')
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

async function call(method: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/api/${method}`, {
    method: 'POST',
    body: new URLSearchParams({ params: method.endsWith('.edit') ? '{"transactions":[]}' : '{}' }),
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: await response.json(),
  }
}
const read = () => call('maniphest.search')
const write = (headers?: Record<string, string>) => call('maniphest.edit', headers)
const page = (status: number, headers: Record<string, string> = {}): RecordingUpstream['fault'] => {
  return (_request, response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<p>')
}

describe('an ill Phorge, told in an envelope', () => {
  test.each<[string, RecordingUpstream['fault'], object, string | null]>([
    ['500 as a page', page(500), { status: 502, illness: 'failed' }, null],
    ['502', page(502), { status: 503, illness: 'unavailable' }, '5'],
    ['503 that says when', page(503, { 'retry-after': '17' }), { status: 503, illness: 'unavailable' }, '17'],
    ['429', page(429), { status: 429, illness: 'rate_limited' }, '30'],
    ['a sign-in page', page(200), { status: 502, illness: 'not_conduit' }, null],
    ['a redirect', page(302, { location: '/auth/start/' }), { status: 502, illness: 'not_conduit' }, null],
    [
      'JSON that is none',
      (_request, response) => ok(response, 'oops'),
      { status: 502, illness: 'failed' },
      null,
    ],
    ['no bytes', (_request, response) => ok(response, ''), { status: 502, illness: 'failed' }, null],
    ['a broken connection', ({ socket }) => void socket.destroy(), { status: 502, illness: 'lost' }, null],
    ['silence', () => {}, { status: 504, illness: 'timeout' }, null],
  ])('%s', async (_what, fault, expected, retryAfter) => {
    upstream.fault = fault
    const answer = await read()
    expect({ status: answer.status, illness: answer.body.upstream.illness }).toEqual(expected)
    expect(answer.retryAfter).toBe(retryAfter)
    expect(answer.body).toMatchObject({ result: null, error_code: 'ERR-CONDUIT-CORE' })
  })

  test('read-only: its own words, and that it is the server which cannot', async () => {
    const error_info = 'This server is in read-only mode.'
    upstream.fault = (_request, response) =>
      ok(response, JSON.stringify({ result: null, error_code: 'ERR-CONDUIT-CORE', error_info }))
    expect((await write()).body).toEqual({
      result: null,
      error_code: 'ERR-CONDUIT-CORE',
      error_info,
      reason: { code: 'server' },
    })
  })

  test('down: nothing was done, and when to come back', async () => {
    await upstream.close()
    const { status, retryAfter, body } = await write()
    expect([status, retryAfter]).toEqual([503, '5'])
    expect(body).toMatchObject({
      reason: { code: 'server' },
      upstream: { illness: 'unreachable', done: 'no' },
    })
  })
})

describe('a write whose answer is lost', () => {
  test.each<[string, RecordingUpstream['fault']]>([
    ['by a failure', page(500)],
    ['by a broken connection', ({ socket }) => void socket.destroy()],
    ['by silence', () => {}],
  ])('%s may have been done: it is sent once, and no reason says otherwise', async (_how, fault) => {
    upstream.fault = fault
    const { body } = await write()
    expect(body.upstream.done).toBe('unknown')
    expect(body.reason).toBeUndefined()
    expect(upstream.received).toHaveLength(1)
  })

  test('keeps its Idempotency-Key: a repeat is told so, and not made', async () => {
    upstream.fault = ({ socket }) => void socket.destroy()
    await write({ 'idempotency-key': 'one' })
    upstream.fault = undefined
    expect(await write({ 'idempotency-key': 'one' })).toMatchObject({ status: 409 })
    expect(upstream.received).toHaveLength(1)
  })

  test('that never left gives its key back', async () => {
    upstream.fault = page(429)
    expect(await write({ 'idempotency-key': 'one' })).toMatchObject({ status: 429 })
    upstream.fault = undefined
    expect(await write({ 'idempotency-key': 'one' })).toMatchObject({ status: 200 })
  })
})

describe('a read', () => {
  test('is sent once more when the connection breaks', async () => {
    upstream.fault = ({ socket }) => {
      upstream.fault = undefined
      socket.destroy()
    }
    expect(await read()).toMatchObject({ status: 200, body: { error_code: null } })
    expect(upstream.received).toHaveLength(2)
  })

  test('of a method that only sounds like one is not', async () => {
    upstream.methods['acme.search'] = { description: '', params: {}, return: 'any' }
    const { catalogue } = gateway.gateway.backend as PhorgeBackend
    await catalogue.refresh()
    await catalogue.letIn(['acme.search'], gateway.gateway.database)
    const apiToken = await gateway.apiToken('rjkaplan')
    upstream.fault = ({ socket }) => void socket.destroy()
    await fetch(`${gateway.url}/api/acme.search?${new URLSearchParams({ 'api.token': apiToken })}`)
    expect(upstream.received).toHaveLength(1)
  })
})

describe('the circuit breaker', () => {
  test('leaves an ill Phorge alone, lets one call try, and closes when that is answered', async () => {
    upstream.fault = page(500)
    for (let failure = 0; failure < 5; failure++) await write()
    const before = upstream.received.length
    const { status, retryAfter, body } = await write()
    expect([status, retryAfter, body.upstream]).toEqual([503, '1', { illness: 'unreachable', done: 'no' }])
    expect(upstream.received).toHaveLength(before)
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)

    upstream.fault = undefined
    await expect.poll(async () => (await write()).status, { timeout: 5000 }).toBe(200)
    expect(gateway.log()).toContain('Phorge answers again')
  })

  test('does not open for rate limits, wrong addresses and callers who hang up', async () => {
    for (const fault of [page(429), page(200)]) {
      upstream.fault = fault
      for (let time = 0; time < 6; time++) await write()
    }
    upstream.fault = undefined
    expect((await write()).status).toBe(200)
  })
})

test('more calls than may wait are refused at once, with nothing done', async () => {
  const narrow = await gatewayBefore(upstream.url, { phorgeConnections: 1 })
  const apiToken = await narrow.apiToken('angie')
  let held: (() => void) | undefined
  upstream.fault = (_request, response) => {
    upstream.fault = undefined
    held = () => ok(response, '{"result":1,"error_code":null,"error_info":null}')
  }
  const refused: object[] = []
  const calls = Array.from({ length: 20 }, async () => {
    const answer = await fetch(`${narrow.url}/api/user.whoami?api.token=${apiToken}`)
    if (answer.status === 503) refused.push(await answer.json())
  })
  // One connection, eight in all: one of them is held, and seven wait behind it.
  await expect.poll(() => refused.length).toBe(12)
  held?.()
  await Promise.all(calls)
  expect(refused).toHaveLength(12)
  expect(refused[0]).toMatchObject({ reason: { code: 'server' }, upstream: { illness: 'busy', done: 'no' } })
  await narrow.close()
})

test('a gateway starts before its Phorge does, and is ready when that is', async () => {
  const gone = await listening(() => () => {})
  await gone.close()
  const early = await gatewayBefore(gone.url)
  try {
    expect((await fetch(`${early.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${early.url}/readyz`)).status).toBe(503)
    const answer = await fetch(`${early.url}/api/user.whoami`, { method: 'POST' })
    expect(await answer.json()).toMatchObject({ upstream: { illness: 'unreachable' } })
  } finally {
    await early.close()
  }
})
