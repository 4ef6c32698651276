import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { ConfigurationError } from 'phorge-conduit'
import { toNodeHandler, toWebRequest } from 'phorge-conduit/server/node'
import { afterEach, expect, test } from 'vitest'
import { type Listening, listening } from '../oauth/listening.ts'

let server: Listening | undefined
afterEach(() => server?.close())

async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = await listening(() => listener)
  return server.url
}

test('a request keeps its method, address, headers and body', async () => {
  const url = await serve(
    toNodeHandler(async (request) =>
      Response.json({
        method: request.method,
        url: request.url,
        header: request.headers.get('x-test'),
        body: await request.text(),
      }),
    ),
  )
  const response = await fetch(`${url}/a/b?c=d`, {
    method: 'POST',
    headers: { 'x-test': 'ü'.normalize() },
    body: 'hello',
  })
  expect(await response.json()).toEqual({ method: 'POST', url: `${url}/a/b?c=d`, header: 'ü', body: 'hello' })
})

test('a response keeps its status, its body and every cookie', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['x-test', 'yes'],
  ])
  const url = await serve(toNodeHandler(() => new Response('short and stout', { status: 418, headers })))
  const response = await fetch(url)
  expect(response.status).toBe(418)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(response.headers.get('x-test')).toBe('yes')
  expect(await response.text()).toBe('short and stout')
})

test.each([
  ['//evil.example/x', '/evil.example/x'],
  ['http://evil.example/x?y', '/x?y'],
  ['*', '/'],
])('a request line for %s is one for %s here', async (target, expected) => {
  const url = await serve(toNodeHandler((request) => new Response(request.url)))
  const { hostname, port, host } = new URL(url)
  const text = await new Promise<string>((resolve, reject) => {
    request({ hostname, port, path: target, headers: { host } }, async (response) =>
      resolve(Buffer.concat(await response.toArray()).toString()),
    )
      .on('error', reject)
      .end()
  })
  expect(text).toBe(url + expected)
})

test('where a framework cut the address, the original one counts', async () => {
  const url = await serve((incoming, outgoing) => {
    const mounted = Object.assign(incoming, { originalUrl: incoming.url, url: '/inner' })
    outgoing.end(toWebRequest(mounted).url)
  })
  expect(await (await fetch(`${url}/outer/inner`)).text()).toBe(`${url}/outer/inner`)
})

test('what the function throws becomes a bare 500, and the application is told', async () => {
  const errors: unknown[] = []
  const fail = () => {
    throw new Error('with details')
  }
  const url = await serve(toNodeHandler(fail, { onError: (error) => errors.push(error) }))
  const response = await fetch(url)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('details')
  expect(errors).toEqual([new Error('with details')])
})

test('what the function throws is a warning where the application said nothing else', async () => {
  const warned = once(process, 'warning')
  const url = await serve(
    toNodeHandler(() => {
      throw new ConfigurationError('cookie.secret is shorter than 32 characters.', {
        remedy: 'Give it more.',
      })
    }),
  )
  expect((await fetch(url)).status).toBe(500)
  expect(await warned).toMatchObject([
    { name: 'ConfigurationError', message: 'cookie.secret is shorter than 32 characters. Give it more.' },
  ])
})

test('what the function throws goes to the framework’s own error handler where there is one', async () => {
  const handler = toNodeHandler(() => Promise.reject(new Error('passed on')))
  const url = await serve((incoming, outgoing) =>
    handler(incoming, outgoing, (error) => outgoing.writeHead(503).end(String(error))),
  )
  const response = await fetch(url)
  expect(response.status).toBe(503)
  expect(await response.text()).toBe('Error: passed on')
})
