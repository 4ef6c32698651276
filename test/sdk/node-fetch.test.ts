import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OAuthClient } from 'phorge-conduit'
import { nodeFetch } from 'phorge-conduit/node'
import { type FaultName, startConduit } from 'phorge-conduit-testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

let conduitServer: Awaited<ReturnType<typeof startConduit>>
let plain: Server | undefined
beforeAll(async () => {
  conduitServer = await startConduit()
})
afterEach(() => {
  plain?.closeAllConnections()
  plain?.close()
  plain = undefined
})
afterAll(() => conduitServer.close())

async function serve(listener: RequestListener): Promise<string> {
  plain = createServer(listener)
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
  return `http://127.0.0.1:${(plain.address() as AddressInfo).port}`
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    ({ code }) => code,
  )

describe('a client over Node’s own HTTP client', () => {
  test('calls as one over the platform’s fetch does', async () => {
    const conduit = conduitServer.conduit('angie', { fetch: nodeFetch() })
    const { id } = await conduit.tasks.create({ title: 'Grüße – 你好', description: 'ü'.repeat(100_000) })
    expect(await conduit.tasks.get(id)).toMatchObject({
      title: 'Grüße – 你好',
      description: 'ü'.repeat(100_000),
    })
    expect(await conduit.call('user.whoami')).toMatchObject({ userName: 'angie' })
  })

  test.each<FaultName>([
    'drop-request',
    'drop-answer',
    'cut-answer',
    'reset-connection',
    'truncated-json',
    'login-page',
  ])('tells of %s what one over the platform’s fetch tells', async (fault) => {
    const codes = await Promise.all(
      [fetch, nodeFetch()].map(async (fetch) => {
        const conduit = conduitServer.conduit('angie', { fetch, retries: 0 })
        conduitServer.faults.next('user.whoami', fault)
        conduitServer.faults.next('maniphest.edit', fault)
        const read = await codeOf(conduit.call('user.whoami'))
        return [read, await codeOf(conduit.tasks.comment('T1', 'Hello'))]
      }),
    )
    expect(codes[1]).toEqual(codes[0])
    expect(codes[1]).not.toContain('answered')
  })

  test('knows that nobody listens, and that nothing was sent then', async () => {
    const url = await serve(() => {})
    plain?.close()
    await expect(nodeFetch()(url, { method: 'POST', body: 'x' })).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNREFUSED' },
    })
  })

  test('signs in and renews', async () => {
    const { client, signIn } = await conduitServer.register({ scopes: ['maniphest.search'] })
    const { clientId, redirectUri } = client
    const own = new OAuthClient({ server: conduitServer.url, clientId, redirectUri, fetch: nodeFetch() })
    expect(await own.server()).toMatchObject({ takesBearer: true })
    expect((await signIn('angie')).scopes).toEqual(['maniphest.search'])
  })
})

describe('nodeFetch', () => {
  test('keeps one connection for calls that follow one another', async () => {
    let connections = 0
    const url = await serve((_request, response) => response.end('ok'))
    plain?.on('connection', () => (connections += 1))
    const fetch = nodeFetch()
    for (let i = 0; i < 10; i += 1) expect(await (await fetch(url)).text()).toBe('ok')
    expect(connections).toBe(1)
  })

  test('sends method, headers and text as they are given, and a form as a form', async () => {
    const url = await serve(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }))
    })
    const fetch = nodeFetch()
    const sent = async (init: RequestInit) => (await fetch(new URL(url), init)).json()
    const headers = new Headers({ 'content-type': 'text/x' })
    expect(await sent({ method: 'POST', headers, body: 'ä' })).toEqual({
      method: 'POST',
      type: 'text/x',
      body: 'ä',
    })
    expect(await sent({ method: 'PUT', body: new URLSearchParams({ a: 'b c' }) })).toEqual({
      method: 'PUT',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: 'a=b+c',
    })
    expect(await sent({})).toEqual({ method: 'GET', body: '' })
  })

  test('gives status and headers, and no body where there is none', async () => {
    const url = await serve((_request, response) => response.writeHead(204, { 'retry-after': '3' }).end())
    const response = await nodeFetch()(url)
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      204,
      '3',
      '',
    ])
  })

  test('follows no redirect', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    expect((await nodeFetch()(url, { redirect: 'manual' })).headers.get('location')).toBe('/elsewhere')
    await expect(nodeFetch()(url)).rejects.toThrow('follows no redirect')
  })

  test('ends with the reason of the signal, before and during an exchange', async () => {
    const url = await serve((_request, response) => response.write('half'))
    const reason = new Error('enough')
    await expect(nodeFetch()(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const asking = nodeFetch()(url, { signal: controller.signal })
    await once(plain as Server, 'request')
    controller.abort(reason)
    await expect(asking).rejects.toBe(reason)
  })

  test('says so where it is asked for more than it does', async () => {
    await expect(nodeFetch()(new Request('http://127.0.0.1/'))).rejects.toThrow('no Request')
    await expect(nodeFetch()('file:///etc/hosts')).rejects.toThrow('http and https')
    await expect(nodeFetch()('http://127.0.0.1/', { method: 'POST', body: new Blob(['x']) })).rejects.toThrow(
      'a text',
    )
  })
})
