import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { conduitServer, failure, TOKEN } from './conduit-server.ts'

const create = { transactions: [{ type: 'title', value: 'x' }] } as const

function html(response: ServerResponse, status: number, body = '<title>Login</title>') {
  response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' }).end(body)
}

describe('an answer that is not of Conduit', () => {
  test('names status, content type and the probable cause', async () => {
    await using server = await conduitServer({ 'user.whoami': (_, response) => html(response, 200) })
    const error = await failure(server.client().user.whoami())
    expect(error).toMatchObject({
      code: 'not_conduit',
      status: 200,
      contentType: 'text/html',
      method: 'user.whoami',
    })
    expect(String(error)).toMatch(/status 200 and text\/html: .*sign-in page/)
  })

  test('is a server error when its status says so, for a call that reads', async () => {
    await using server = await conduitServer({ 'user.whoami': (_, response) => html(response, 502) })
    expect(await failure(server.client().user.whoami())).toMatchObject({ code: 'server', status: 502 })
  })

  test('leaves open what became of a write when its status is 5xx', async () => {
    await using server = await conduitServer({ 'maniphest.edit': (_, response) => html(response, 504) })
    expect(await failure(server.client().maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
  })

  test('leaves open what became of a write when the JSON is cut off', async () => {
    await using server = await conduitServer({
      'maniphest.edit': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":{"obj')
      },
    })
    expect(await failure(server.client().maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
  })

  test('is a rate limit with status 429, in text or JSON, with or without a time to wait', async () => {
    const waits = ['7', new Date(Date.now() + 60_000).toUTCString(), undefined, 'soon']
    await using server = await conduitServer({
      'user.whoami': (_, response) => {
        const wait = waits.shift()
        response
          .writeHead(429, { 'content-type': 'text/plain', ...(wait && { 'retry-after': wait }) })
          .end('Slow down')
      },
    })
    // Each by a client of its own: one that was told to wait does.
    const whoami = () => failure(server.client().user.whoami())
    expect(await whoami()).toMatchObject({ code: 'rate_limited', retryAfter: 7 })
    const { retryAfter } = (await whoami()) as { retryAfter: number }
    expect(retryAfter).toBeGreaterThan(50)
    expect(retryAfter).toBeLessThanOrEqual(60)
    expect(await whoami()).toMatchObject({
      code: 'rate_limited',
      retryAfter: undefined,
    })
    expect(await whoami()).toMatchObject({
      code: 'rate_limited',
      retryAfter: undefined,
    })
  })
})

test('an error is logged with all that belongs to its code', async () => {
  await using server = await conduitServer({
    'user.whoami': (_, response) => html(response, 502),
    'maniphest.search': (_, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end()
    },
  })
  const logged = async (call: PromiseLike<unknown>) => JSON.parse(JSON.stringify(await failure(call)))
  expect(await logged(server.client().user.whoami())).toEqual({
    name: 'ServerError',
    code: 'server',
    message: expect.any(String),
    method: 'user.whoami',
    remedy: expect.any(String),
    status: 502,
  })
  expect(await logged(server.client().maniphest.search())).toMatchObject({ retryAfter: 7 })
})

test('a redirect is not followed, and the error names the address to use, without its query', async () => {
  await using elsewhere = await conduitServer({ 'user.whoami': () => 'stolen' })
  await using server = await conduitServer({
    'user.whoami': (_, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/api/user.whoami?token=abc` }).end()
    },
  })
  const error = await failure(server.client().user.whoami())
  expect(error).toMatchObject({
    code: 'not_conduit',
    remedy: `Use ${elsewhere.url} as \`url\` if you trust it.`,
  })
  expect(String(error)).not.toContain('abc')
  expect(elsewhere.calls).toEqual([])
})

describe('a server that is not reached', () => {
  test('is a network error, also for a write: nothing was sent', async () => {
    const { url } = await closedPort()
    const conduit = new Conduit({ url, credential: apiToken(TOKEN), retries: 0 })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'network', method: 'user.whoami' })
    expect(await failure(conduit.maniphest.edit(create))).toMatchObject({ code: 'network' })
  })

  test('says by which code of the system, and what that usually means', async () => {
    const { url } = await closedPort()
    await using plain = await conduitServer({})
    const refused = await failure(new Conduit({ url, retries: 0 }).conduit.ping())
    expect(refused).toMatchObject({
      message: expect.stringContaining('ECONNREFUSED'),
      remedy: expect.stringContaining('port'),
    })
    const encrypted = new Conduit({ url: plain.url.replace('http:', 'https:'), credential: apiToken(TOKEN) })
    for (const call of [encrypted.conduit.ping(), encrypted.maniphest.edit(create)]) {
      expect(await failure(call)).toMatchObject({
        code: 'network',
        remedy: expect.stringContaining('http://'),
      })
    }
    const blocked = new Conduit({ url: 'http://127.0.0.1:9', credential: apiToken(TOKEN) })
    expect(await failure(blocked.maniphest.edit(create))).toMatchObject({
      code: 'network',
      remedy: expect.stringContaining('another port'),
    })
  })

  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'host name'],
    ['CERT_HAS_EXPIRED', 'renew'],
    ['ENOTFOUND', 'host name'],
  ])('because of %s was sent nothing, and the error says what helps', async (code, named) => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })
    }
    const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken(TOKEN), fetch })
    expect(await failure(conduit.maniphest.edit(create))).toMatchObject({
      code: 'network',
      remedy: expect.stringContaining(named),
    })
  })

  test('after the call was sent is a network error of a read and an unknown outcome of a write', async () => {
    const hangUp = (_: unknown, response: ServerResponse) => {
      response.destroy()
    }
    await using server = await conduitServer({
      'user.whoami': hangUp,
      'maniphest.edit': hangUp,
      'acme.build': hangUp,
    })
    expect(await failure(server.client().user.whoami())).toMatchObject({ code: 'network' })
    expect(await failure(server.client().maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
    expect(await failure(server.client().call('acme.build'))).toMatchObject({ code: 'outcome_unknown' })
    expect(server.calls).toHaveLength(3)
  })
})

describe('a call that takes too long', () => {
  const never = () => new Promise(() => {})

  test('is a timeout of a read and an unknown outcome of a write', async () => {
    await using server = await conduitServer({ 'user.whoami': never, 'maniphest.edit': never })
    const conduit = server.client({ timeout: 40 })
    expect(await failure(conduit.user.whoami())).toMatchObject({ code: 'timeout' })
    expect(await failure(conduit.maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
  })

  test('is one also when the answer stops in the middle', async () => {
    await using server = await conduitServer({
      'user.whoami': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"result":')
      },
    })
    expect(await failure(server.client().user.whoami({}, { timeout: 40 }))).toMatchObject({ code: 'timeout' })
  })

  test('can be ended by the signal of the call or of the client', async () => {
    const waiting = Promise.withResolvers<void>()
    const hold = () => {
      waiting.resolve()
      return never()
    }
    await using server = await conduitServer({ 'user.whoami': hold, 'maniphest.edit': hold })
    const one = new AbortController()
    const call = failure(server.client().user.whoami({}, { signal: one.signal }))
    await waiting.promise
    one.abort()
    expect(await call).toMatchObject({ code: 'aborted', outcomeUnknown: false })

    const all = new AbortController()
    const write = failure(server.client({ signal: all.signal }).maniphest.edit(create))
    await expect.poll(() => server.calls.length).toBe(2)
    all.abort()
    expect(await write).toMatchObject({ code: 'aborted', outcomeUnknown: true })
  })

  test('is not sent at all when it was aborted before', async () => {
    await using server = await conduitServer({ 'maniphest.edit': never })
    const error = await failure(server.client().maniphest.edit(create, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'aborted', outcomeUnknown: false })
    expect(server.calls).toEqual([])
  })
})

async function closedPort(): Promise<{ url: string }> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}
