import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ErrorDetail, ErrorPage } from '../../../demo-app/api.ts'
import { startViewer } from './viewer.ts'

let viewer: Awaited<ReturnType<typeof startViewer>>
beforeEach(async () => {
  viewer = await startViewer()
})
afterEach(() => viewer[Symbol.asyncDispose]())

const eventId = 'fc6d8c0c43fc4630ad850ee518f1b9d0'
const event = { level: 'error', exception: { values: [{ type: 'TypeError', value: 'x is undefined' }] } }
const eventItem = (payload: object = event) => `{"type":"event"}\n${JSON.stringify(payload)}\n`
const envelope = `{"event_id":"${eventId}"}\n${eventItem()}`

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  const [route, query = ''] = path.split('?')
  const key = headers['x-sentry-auth'] || query ? query : `sentry_key=${viewer.viewer.publicKey}`
  return fetch(`${viewer.url}${route}?${key}`, { method: 'POST', headers, body: body as BodyInit })
}

async function list(): Promise<ErrorPage> {
  return (await fetch(`${viewer.url}/api/errors`)).json() as Promise<ErrorPage>
}

test('the real @sentry/node reports through its DSN: type, frames with source, cause, tags, release', async () => {
  const program = fileURLToPath(new URL('reporting-program.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [program], { env: { ...process.env, SENTRY_DSN: viewer.dsn } })

  const { errors, total } = await list()
  expect(total).toBe(3)
  const thrown = errors.find(({ type }) => type === 'CheckoutError')
  expect(thrown).toMatchObject({
    message: 'The cart could not be paid',
    culprit: expect.stringMatching(/^pay in .*reporting-program\.ts$/),
    level: 'error',
    count: 2,
    environment: 'testing',
    release: 'shop@1.2.3',
    task: null,
  })
  const detail = (await (await fetch(`${viewer.url}/api/errors/${thrown?.id}`)).json()) as ErrorDetail
  expect(detail.platform).toBe('node')
  expect(detail.tags).toMatchObject({ customer: 'gold' })
  expect(detail.events).toHaveLength(2)
  const [frame] = detail.frames
  expect(frame).toMatchObject({ function: 'pay', inApp: true })
  const line = frame?.source.find(({ current }) => current)
  expect(line?.text).toContain('throw new CheckoutError(')
  expect(line?.line).toBe(frame?.line)

  expect(errors.find(({ type }) => type === 'Message')).toMatchObject({
    level: 'warning',
    message: 'Stock is low',
  })
  expect(errors.find(({ type }) => type === 'SyntaxError')).toBeDefined()
})

test('an answer names the event, and the same event twice counts once', async () => {
  for (const _ of [1, 2]) {
    const answer = await post('/api/1/envelope/', envelope)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ id: eventId })
  }
  expect((await list()).errors).toMatchObject([{ type: 'TypeError', count: 1 }])
})

test('items of other types are passed over, with and without a length, around the event', async () => {
  const binary = '{"type":"attachment","length":5}\na\nb\nc\n'
  const session = '{"type":"session"}\n{"sid":"1"}\n'
  const answer = await post(
    '/api/1/envelope/',
    `{"event_id":"${eventId}"}\n${binary}${session}${eventItem()}`,
  )
  expect(answer.status).toBe(200)
  expect((await list()).total).toBe(1)
})

test('an envelope without an event is taken and makes no error', async () => {
  const answer = await post('/api/1/envelope/', '{}\n{"type":"client_report"}\n{}')
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  expect((await list()).total).toBe(0)
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('a body in %s is unpacked', async (encoding, compress) => {
  const answer = await post('/api/1/envelope/', compress(envelope), { 'content-encoding': encoding })
  expect(answer.status).toBe(200)
  expect((await list()).total).toBe(1)
})

test('the older store endpoint takes a bare event', async () => {
  const answer = await post('/api/1/store/', JSON.stringify({ ...event, event_id: eventId }))
  expect(await answer.json()).toEqual({ id: eventId })
  expect((await list()).total).toBe(1)
})

test('the key may come in X-Sentry-Auth, and without the right key nothing is taken', async () => {
  const header = `Sentry sentry_version=7, sentry_key=${viewer.viewer.publicKey}, sentry_client=x/1`
  expect((await post('/api/1/envelope/', envelope, { 'x-sentry-auth': header })).status).toBe(200)
  const wrong = await post('/api/1/envelope/?sentry_key=other', envelope)
  expect(wrong.status).toBe(401)
  expect(await wrong.json()).toEqual({ detail: expect.stringContaining('public key') })
})

test.each([
  ['', 400, 'no body'],
  ['nonsense', 400, 'envelope header'],
  ['{}\n[]\n', 400, 'header of item 1'],
  ['{}\n{"length":1}\nx', 400, 'no "type"'],
  ['{}\n{"type":"event","length":100}\n{}', 400, 'announces 100 bytes'],
  ['{}\n{"type":"event","length":-1}\n{}', 400, 'bad "length"'],
  ['{}\n{"type":"event"}\nnot json', 400, 'not a JSON object'],
  [`{}\n{"type":"event"}\n{"message":"${'x'.repeat(1024 * 1024)}"}`, 413, 'larger than a megabyte'],
] as const)('a bad report is refused and says why: %#', async (body, status, words) => {
  const answer = await post('/api/1/envelope/', body)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ detail: expect.stringContaining(words) })
})

test('broken and exploding compression is refused', async () => {
  const broken = await post('/api/1/envelope/', 'not gzip', { 'content-encoding': 'gzip' })
  expect([broken.status, await broken.json()]).toEqual([400, { detail: expect.stringContaining('gzip') }])
  const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024))
  expect((await post('/api/1/envelope/', bomb, { 'content-encoding': 'gzip' })).status).toBe(413)
  expect((await post('/api/1/envelope/', 'x', { 'content-encoding': 'lzma' })).status).toBe(415)
})

test('a message that comes as template and parameters is shown filled in', async () => {
  const message = { logentry: { message: 'Only %s of %s left: 100%%, %s', params: [3, 'tea'] } }
  await post('/api/1/envelope/', `{}\n${eventItem(message)}`)
  expect((await list()).errors).toMatchObject([{ type: 'Message', message: 'Only 3 of tea left: 100%, %s' }])
})

test('fields of odd types cost themselves and not the report', async () => {
  const odd = {
    ...event,
    level: 7,
    tags: [['a', 1], 'b'],
    fingerprint: {},
    timestamp: 'soon',
    release: ['x'],
  }
  expect((await post('/api/1/envelope/', `{}\n${eventItem(odd)}`)).status).toBe(200)
  expect((await list()).errors).toMatchObject([{ type: 'TypeError', level: 'error', release: null }])
})

test('pages of any origin may report, and no origin may read the errors', async () => {
  const preflight = await fetch(`${viewer.url}/api/1/envelope/`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
  const reported = await post('/api/1/envelope/', envelope, { origin: 'https://shop.example' })
  expect(reported.headers.get('access-control-allow-origin')).toBe('*')
  const read = await fetch(`${viewer.url}/api/errors`, { headers: { origin: 'https://shop.example' } })
  expect(read.headers.get('access-control-allow-origin')).toBeNull()
  const asked = await fetch(`${viewer.url}/api/errors/1/task`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  expect(asked.status).toBe(404)
  expect(asked.headers.get('access-control-allow-origin')).toBeNull()
})

test('more reports than allowed in a minute are refused with a time to wait', async () => {
  await using small = await startViewer({ eventsPerMinute: 2 })
  const send = () =>
    fetch(`${small.url}/api/1/envelope/?sentry_key=${small.viewer.publicKey}`, {
      method: 'POST',
      body: envelope,
    })
  expect((await send()).status).toBe(200)
  expect((await send()).status).toBe(200)
  const refused = await send()
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
