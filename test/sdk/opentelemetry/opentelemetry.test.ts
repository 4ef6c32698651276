import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { openTelemetry } from 'phorge-conduit/opentelemetry'
import { beforeEach, expect, test } from 'vitest'
import { RateLimitedError, ServerError } from '../../../sdk/src/index.ts'
import { failure } from '../conduit-server.ts'

const exporter = new InMemorySpanExporter()
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const middleware = openTelemetry({ tracerProvider })

const request = {
  method: 'maniphest.edit',
  url: new URL('https://phorge.example.com/api/maniphest.edit'),
  attempt: 1,
  params: { transactions: [{ type: 'title', value: 'a secret project' }] },
  headers: { authorization: 'Bearer secret-token' },
}

beforeEach(() => exporter.reset())

function onlySpan() {
  const [span, ...others] = exporter.getFinishedSpans()
  expect(others).toEqual([])
  if (!span) throw new Error('There is no span.')
  return span
}

test('a sending is a client span with the attributes of the conventions, and the answer passes through', async () => {
  const answer = { status: 200, text: '{"result": "private"}' }
  expect(await middleware(request, async () => answer)).toBe(answer)
  const span = onlySpan()
  expect(span).toMatchObject({
    name: 'maniphest.edit',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    instrumentationScope: { name: 'phorge-conduit' },
  })
  expect(span.attributes).toEqual({
    'rpc.system.name': 'conduit',
    'rpc.method': 'maniphest.edit',
    'server.address': 'phorge.example.com',
    'server.port': 443,
    'http.response.status_code': 200,
  })
})

test('a repeated sending says how often it was sent before, and to which port', async () => {
  const again = { ...request, attempt: 3, url: 'http://127.0.0.1:8080/api/user.whoami' }
  await middleware(again, async () => ({ status: 200 }))
  expect(onlySpan().attributes).toMatchObject({ 'http.request.resend_count': 2, 'server.port': 8080 })
})

test('an error is told by its code, its words are not, and it is thrown on', async () => {
  const error = new ServerError('A trace with secret-token in it.', { status: 503 })
  expect(await failure(middleware(request, () => Promise.reject(error)))).toBe(error)
  const span = onlySpan()
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR })
  expect(span.attributes).toMatchObject({ 'error.type': 'server', 'http.response.status_code': 503 })
  expect(span.events).toEqual([])
})

test('an error without an answer has no status', async () => {
  await failure(middleware(request, () => Promise.reject(new RateLimitedError('Slow down.'))))
  expect(onlySpan().attributes['http.response.status_code']).toBeUndefined()
  expect(onlySpan().attributes['error.type']).toBe('rate_limited')
})

test('an answer that HTTP itself calls an error is one', async () => {
  await middleware(request, async () => ({ status: 502 }))
  expect(onlySpan()).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': '502', 'http.response.status_code': 502 },
  })
})

test('nothing of parameters, headers and answers is in a span', async () => {
  await middleware(request, async () => ({ status: 200, text: 'private' }))
  const { name, attributes, events, status } = onlySpan()
  expect(JSON.stringify({ name, attributes, events, status })).not.toMatch(/secret|private|Bearer/)
})

test('without a tracer registered, calls go through and nothing is kept', async () => {
  expect(trace.getSpan(context.active())).toBeUndefined()
  expect(await openTelemetry()(request, async () => ({ status: 200 }))).toEqual({ status: 200 })
})
