import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { type ConduitServer, conduitServer, failure, refused, TOKEN } from './conduit-server.ts'
import { HastyClock } from './fake-clock.ts'

type Fault = (response: ServerResponse) => unknown

const answer =
  (status: number, type: string, body: string, headers = {}): Fault =>
  (response) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body)
  }
const page = (status: number) => answer(status, 'text/html', '<title>Bad gateway</title>')
const tooMany = (headers = {}) => answer(429, 'text/plain', 'Slow down', headers)
const hangUp: Fault = (response) => void response.destroy()
const halfJson = answer(200, 'application/json', '{"result":{"userN')
const me = { phid: 'PHID-USER-me', userName: 'rjkaplan', realName: 'Rachel', roles: [] }
const edited = { object: { id: 1, phid: 'PHID-TASK-1' }, transactions: [] }
const create = { transactions: [{ type: 'title', value: 'x' }] } as const

/** Does these things wrong, one after the other, and is well from then on. */
function ailing(faults: Fault[]): Promise<ConduitServer> {
  const handler = (result: object) => (_: unknown, response: ServerResponse) => {
    const fault = faults.shift()
    return fault ? fault(response) : result
  }
  return conduitServer({ 'user.whoami': handler(me), 'maniphest.edit': handler(edited) })
}

function client(server: ConduitServer, options = {}) {
  const clock = new HastyClock()
  return { clock, conduit: server.client({ retries: 3, clock, random: () => 1, ...options }) }
}

describe('a call that reads', () => {
  test.each([
    ['the connection breaks', hangUp],
    ['a proxy answers 502 with a page', page(502)],
    ['the server answers 500', page(500)],
    ['the server answers 503', page(503)],
    ['the server answers 504', page(504)],
    ['the JSON is cut off', halfJson],
    ['the server wants to be called less often', tooMany()],
    ['the server says that it is in trouble', () => refused('ERR-CONDUIT-CORE', 'No.', { code: 'server' })],
  ])('is sent again when %s', async (_, fault) => {
    await using server = await ailing([fault, fault])
    expect(await client(server).conduit.user.whoami()).toMatchObject({ userName: 'rjkaplan' })
    expect(server.calls).toHaveLength(3)
  })

  test('is sent again after bounds that double, at most as often as was said', async () => {
    await using server = await ailing(Array.from({ length: 20 }, () => page(503)))
    const { conduit, clock } = client(server, { retries: 7, timeout: false })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'server', status: 503 })
    expect(server.calls).toHaveLength(8)
    expect(clock.sleeps).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000])
  })

  test('waits any part of the bound, so that clients do not come back together', async () => {
    await using server = await ailing([page(503), page(503)])
    const numbers = [0.5, 0.1]
    const { conduit, clock } = client(server, { random: () => numbers.shift() })
    await conduit.user.whoami()
    expect(clock.sleeps).toEqual([125, 50])
  })

  test('is not sent again when there is no time left for it', async () => {
    await using server = await ailing([page(503), page(503), page(503)])
    const { conduit } = client(server, { timeout: 700 })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'server' })
    expect(server.calls).toHaveLength(2)
  })

  test('is given up after its attempt timeout and sent again', async () => {
    await using server = await ailing([() => new Promise(() => {})])
    const { conduit } = client(server, { attemptTimeout: 40 })
    expect(await conduit.user.whoami()).toMatchObject({ userName: 'rjkaplan' })
  })

  test.each([
    ['a refused token', refused('ERR-INVALID-AUTH')],
    ['a missing scope', refused('ERR-OAUTH-ACCESS')],
    ['a wrong value', refused('ERR-CONDUIT-CORE')],
    ['a permission', refused('ERR-PERMISSIONS')],
  ])('is not sent again for %s', async (_, refusal) => {
    await using server = await ailing([() => refusal])
    expect(await failure(client(server).conduit.user.whoami())).toBeInstanceOf(Error)
    expect(server.calls).toHaveLength(1)
  })

  test('is not sent again to a page for people, nor after 501', async () => {
    await using server = await ailing([page(200), page(501)])
    const { conduit } = client(server)
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'not_conduit' })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'server', status: 501 })
    expect(server.calls).toHaveLength(2)
  })

  test('is not sent again for a certificate that is not trusted', async () => {
    let sent = 0
    const fetch = async () => {
      sent += 1
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' }),
      })
    }
    const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken(TOKEN), fetch })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'network' })
    expect(sent).toBe(1)
  })

  test('ends at once when its signal aborts while it waits to be sent again', async () => {
    await using server = await ailing([page(503)])
    const controller = new AbortController()
    const clock = { now: Date.now, sleep: async () => controller.abort() }
    const conduit = server.client({ retries: 3, clock })
    const call = conduit.user.whoami({}, { signal: controller.signal })
    expect(await failure(call)).toMatchObject({ code: 'aborted', outcomeUnknown: false })
    expect(server.calls).toHaveLength(1)
  })
})

describe('a call that writes', () => {
  test.each([
    ['the connection breaks', hangUp],
    ['the server answers 500', page(500)],
    ['the JSON is cut off', halfJson],
  ])('is not sent again when %s: it may have been carried out', async (_, fault) => {
    await using server = await ailing([fault])
    expect(await failure(client(server).conduit.maniphest.edit(create))).toMatchObject({
      code: 'outcome_unknown',
    })
    expect(server.calls).toHaveLength(1)
  })

  test('is sent again after 429, which is said before anything is done', async () => {
    await using server = await ailing([tooMany({ 'retry-after': '7' })])
    const { conduit, clock } = client(server, { random: () => 0 })
    expect(await conduit.maniphest.edit(create)).toMatchObject({ object: { id: 1 } })
    expect(clock.sleeps).toContain(7000)
  })

  test('is sent again when no connection came about: it never left', async () => {
    let refusals = 2
    const fetch = async () => {
      refusals -= 1
      if (refusals < 0) return Response.json({ result: edited, error_code: null, error_info: null })
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })
    }
    const conduit = new Conduit({
      url: 'https://phorge.example.com',
      credential: apiToken(TOKEN),
      fetch,
      clock: new HastyClock(),
    })
    expect(await conduit.maniphest.edit(create)).toMatchObject({ object: { id: 1 } })
  })
})
