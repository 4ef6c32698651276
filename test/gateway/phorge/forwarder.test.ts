import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'

/** A server that tells what reached it, where Phorge would be. */
let upstream: Server
let gateway: RunningGateway
let url: string

interface Reached {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly length: number
}

beforeAll(async () => {
  upstream = createServer(async (request, response) => {
    if (request.url === '/redirect') {
      const headers = { location: 'https://phorge.example/elsewhere', 'set-cookie': ['a=1', 'b=2'] }
      return void response.writeHead(302, headers).end()
    }
    // As web servers do, it reads on for a while after its answer.
    if (request.url?.endsWith('small')) {
      request.resume()
      return void response.writeHead(413).end('too large')
    }
    if (request.url === '/events') return void response.write('first')
    const length = await lengthOf(request)
    response.writeHead(request.url?.startsWith('/api/conduit.query') ? 503 : 200, {
      'content-type': 'application/json',
    })
    response.end(
      JSON.stringify({ method: request.method, url: request.url, headers: request.headers, length }),
    )
  })
  upstream.on('upgrade', (request, socket, head) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\n\r\n`)
    socket.write(head)
    socket.pipe(socket)
  })
  await once(upstream.listen(0, '127.0.0.1'), 'listening')
  const options = {
    port: 0,
    dataDirectory: ':memory:',
    backend: 'phorge',
    phorgeUrl: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    phorgeMode: 'same-origin',
    phorgeToken: `api-${'c'.repeat(28)}`,
    front: true,
    logLevel: 'silent',
  }
  gateway = await startGateway(readConfig({ options }))
  url = gateway.url
})
afterAll(async () => {
  await gateway.close()
  upstream.close()
  upstream.closeAllConnections()
})

async function lengthOf(request: IncomingMessage): Promise<number> {
  let length = 0
  for await (const chunk of request) length += chunk.length
  return length
}

const reached = async (path: string, init?: RequestInit): Promise<Reached> =>
  (await fetch(`${url}${path}`, init)).json() as Promise<Reached>

test('keeps method, address, host name and cookies, and says who asked and how', async () => {
  const init = {
    method: 'REPORT',
    headers: { cookie: 'phsid=x', 'x-forwarded-for': '192.0.2.7', te: 'trailers' },
  }
  const { method, url: path, headers } = await reached('/diffusion/%41/?a=%2F&b', init)
  expect([method, path]).toEqual(['REPORT', '/diffusion/%41/?a=%2F&b'])
  expect(headers).toMatchObject({
    host: new URL(url).host,
    cookie: 'phsid=x',
    'x-forwarded-for': '192.0.2.7, 127.0.0.1',
    'x-forwarded-proto': 'http',
  })
  expect(headers.te).toBeUndefined()
})

test('passes on what cannot be decoded: an address in Latin-1, a type that is none', async () => {
  for (const path of ['/diffusion/browse/caf%E9.txt', '/api/%E9']) {
    expect((await reached(path, { method: 'POST', body: 'x' })).url).toBe(path)
  }
  const init = { method: 'PUT', headers: { 'content-type': 'nonsense' }, body: 'x' }
  expect((await reached('/api/user.whoami', init)).headers['content-type']).toBe('nonsense')
  const ours = await fetch(`${url}/api/%E9`, { headers: { authorization: 'Bearer x' } })
  expect([ours.status, (await fetch(`${url}/gateway/%E9`)).status]).toEqual([400, 400])
})

test('leaves redirects and cookies as they are', async () => {
  const response = await fetch(`${url}/redirect`, { redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([
    302,
    'https://phorge.example/elsewhere',
  ])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(response.headers.get('content-security-policy')).toBeNull()
})

test('hands on an answer as it flows', async () => {
  const aborted = new AbortController()
  const response = await fetch(`${url}/events`, { signal: aborted.signal })
  const first = await response.body?.getReader().read()
  expect(Buffer.from(first?.value ?? []).toString()).toBe('first')
  aborted.abort()
})

test('hands on 40 MB of an upload, to a page and to a method, with a length or without', async () => {
  const bytes = randomBytes(40 * 1024 * 1024)
  const type = { 'content-type': 'application/octet-stream' }
  for (const path of ['/file/dropupload/', '/api/file.upload']) {
    expect((await reached(path, { method: 'POST', headers: type, body: bytes })).length).toBe(bytes.length)
    const body = Readable.toWeb(Readable.from([bytes.subarray(0, 5), bytes.subarray(5)])) as BodyInit
    const streamed = { method: 'POST', headers: type, body, duplex: 'half' } as RequestInit
    expect((await reached(path, streamed)).length).toBe(bytes.length)
  }
})

test('hands on a refusal that comes before the upload has, and keeps no connection waiting for the rest', async () => {
  const bytes = randomBytes(20 * 1024 * 1024)
  const pieces = () => Readable.toWeb(Readable.from([bytes.subarray(0, 5), bytes.subarray(5)])) as BodyInit
  for (const path of ['/small', '/api/too.small']) {
    for (const body of [bytes, pieces()]) {
      const response = await fetch(`${url}${path}`, { method: 'POST', body, duplex: 'half' } as RequestInit)
      expect([response.status, await response.text()]).toEqual([413, 'too large'])
    }
  }
  const connections = () =>
    new Promise((resolve) => gateway.server.server.getConnections((_, count) => resolve(count)))
  await expect.poll(connections, { timeout: 10_000 }).toBeLessThan(2)
})

test('sends nothing twice, also when a 503 asks for it', async () => {
  let count = 0
  // The gateway asks for the methods by itself too, without a query.
  upstream.on('request', (request) => {
    if (request.url?.endsWith('?once')) count += 1
  })
  expect((await fetch(`${url}/api/conduit.query?once`)).status).toBe(503)
  expect(count).toBe(1)
})

test('lets a connection become a websocket, both ways', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(
    `GET /ws/ HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  )
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  while (!heard.includes('\r\n\r\n')) await once(socket, 'data')
  expect(heard).toContain('101 Switching Protocols')
  socket.write('hello')
  while (!heard.endsWith('hello')) await once(socket, 'data')
  socket.end()
})
