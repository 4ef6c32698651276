import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { openTelemetry } from 'phorge-conduit/opentelemetry'
import { beforeEach, describe, expect, test } from 'vitest'
import { OutcomeUnknownError } from '../../../sdk/src/index.ts'
import { failure } from '../conduit-server.ts'

const exporter = new InMemorySpanExporter()
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const middleware = openTelemetry({ tracerProvider })

const request = {
  method: 'maniphest.edit',
  url: 'https://phorge.example.com/api/maniphest.edit',
  attempt: 1,
  params: { transactions: [{ type: 'title', value: 'a secret project' }] },
  headers: new Headers({ 'idempotency-key': 'secret-key' }),
}

function envelope(result: unknown, error_code: string | null = null, error_info: string | null = null) {
  return { status: 200, text: JSON.stringify({ result, error_code, error_info }) }
}

function onlySpan() {
  const [span, ...others] = exporter.getFinishedSpans()
  expect(others).toEqual([])
  if (!span) throw new Error('There is no span.')
  return span
}

beforeEach(() => exporter.reset())

test('a sending is a client span with the attributes of the conventions, and the answer passes through', async () => {
  const answer = envelope({ object: { id: 1 } })
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
  await middleware(again, async () => envelope({}))
  expect(onlySpan().attributes).toMatchObject({ 'http.request.resend_count': 2, 'server.port': 8080 })
})

describe('what goes wrong', () => {
  test('a refusal is told by its code, although HTTP says 200', async () => {
    await middleware(request, async () => envelope(null, 'ERR-CONDUIT-CORE', 'about a secret project'))
    const { status, attributes } = onlySpan()
    expect(status).toEqual({ code: SpanStatusCode.ERROR })
    expect(attributes).toMatchObject({
      'error.type': 'ERR-CONDUIT-CORE',
      'rpc.response.status_code': 'ERR-CONDUIT-CORE',
      'http.response.status_code': 200,
    })
  })

  test('a sentence in the place of a code is not repeated', async () => {
    await middleware(request, async () => envelope(null, 'No secret project here.', ''))
    expect(onlySpan().attributes).toMatchObject({ 'error.type': '_OTHER' })
  })

  test('a sending without an answer is told by the code of its error, which is thrown on', async () => {
    const error = new OutcomeUnknownError('Words with secret-token in them.')
    expect(await failure(middleware(request, () => Promise.reject(error)))).toBe(error)
    const { status, attributes, events } = onlySpan()
    expect(status).toEqual({ code: SpanStatusCode.ERROR })
    expect(attributes['error.type']).toBe('outcome_unknown')
    expect(attributes).not.toHaveProperty('http.response.status_code')
    expect(events).toEqual([])
  })

  test('an answer that is no Conduit is told by its HTTP status', async () => {
    await middleware(request, async () => ({ status: 502, text: '<html>Bad Gateway</html>' }))
    expect(onlySpan().attributes).toMatchObject({ 'error.type': '502', 'http.response.status_code': 502 })
  })
})

test('nothing of parameters, headers and answers is in a span', async () => {
  await middleware(request, async () => envelope({ title: 'a secret project' }))
  await middleware(request, async () => envelope(null, 'ERR-INVALID-AUTH', 'API token "secret" is wrong.'))
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))
  expect(spans).toHaveLength(2)
  expect(JSON.stringify(spans)).not.toContain('secret')
})

test('the span is active while the call is sent', async () => {
  context.setGlobalContextManager(contextManager())
  try {
    const active = await middleware(request, async () => ({ ...envelope({}), span: trace.getActiveSpan() }))
    expect(active.span?.spanContext().spanId).toBe(onlySpan().spanContext().spanId)
    expect(trace.getActiveSpan()).toBeUndefined()
  } finally {
    context.disable()
  }
})

test('without a tracer registered, calls go through and nothing is kept', async () => {
  expect(await openTelemetry()(request, async () => envelope('yes'))).toEqual(envelope('yes'))
  expect(exporter.getFinishedSpans()).toEqual([])
})

/** As that of the OpenTelemetry SDK for Node.js, as far as it is needed here. */
function contextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, task, thisArgument, ...args) =>
      storage.run(active, () => task.call(thisArgument as never, ...args)),
    bind: (_, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  }
}
