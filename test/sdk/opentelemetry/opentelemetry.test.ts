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
import type { Middleware } from '../../../sdk/src/index.ts'
import { conduitServer, failure, type Handlers, refused, TOKEN } from '../conduit-server.ts'

const exporter = new InMemorySpanExporter()
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const traced = openTelemetry({ tracerProvider })

beforeEach(() => exporter.reset())

/** A client whose sendings are traced, at a server of its own. */
async function tracedClient(handlers: Handlers, ...more: Middleware[]) {
  const server = await conduitServer(handlers)
  const conduit = server.client({ middleware: [traced, ...more], retries: 3, random: () => 0 })
  return { conduit, url: new URL(server.url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

function onlySpan() {
  const [span, ...others] = exporter.getFinishedSpans()
  expect(others).toEqual([])
  if (!span) throw new Error('There is no span.')
  return span
}

test('a sending is a client span with the attributes of the conventions', async () => {
  await using client = await tracedClient({ 'acme.build': () => 'done' })
  expect(await client.conduit.call('acme.build')).toBe('done')
  const span = onlySpan()
  expect(span).toMatchObject({
    name: 'acme.build',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    instrumentationScope: { name: 'phorge-conduit' },
  })
  expect(span.attributes).toEqual({
    'rpc.system.name': 'conduit',
    'rpc.method': 'acme.build',
    'server.address': '127.0.0.1',
    'server.port': Number(client.url.port),
    'http.response.status_code': 200,
  })
})

test('every sending of a call has its span, which says how often it was sent before', async () => {
  let answers = 0
  await using client = await tracedClient({
    'conduit.ping': (_, response) => {
      answers += 1
      if (answers === 3) return 'here'
      return void response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Unavailable</h1>')
    },
  })
  await client.conduit.conduit.ping()
  expect(exporter.getFinishedSpans().map(({ attributes }) => attributes)).toMatchObject([
    { 'http.response.status_code': 503, 'error.type': '503' },
    { 'http.response.status_code': 503, 'error.type': '503', 'http.request.resend_count': 1 },
    { 'http.response.status_code': 200, 'http.request.resend_count': 2 },
  ])
})

describe('what goes wrong', () => {
  test('a refusal is told by its code, although HTTP says 200', async () => {
    await using client = await tracedClient({ 'acme.build': () => refused('ERR-CONDUIT-CORE', 'Not now.') })
    await failure(client.conduit.call('acme.build'))
    const { status, attributes } = onlySpan()
    expect(status).toEqual({ code: SpanStatusCode.ERROR })
    expect(attributes).toMatchObject({
      'error.type': 'ERR-CONDUIT-CORE',
      'rpc.response.status_code': 'ERR-CONDUIT-CORE',
      'http.response.status_code': 200,
    })
  })

  test('a sentence in the place of a code is not repeated', async () => {
    await using client = await tracedClient({ 'acme.build': () => refused('Nicht jetzt, rjkaplan.') })
    await failure(client.conduit.call('acme.build'))
    expect(onlySpan().attributes).toMatchObject({ 'error.type': '_OTHER' })
  })

  test('a sending without an answer is told by the code of its error, which the caller gets', async () => {
    await using client = await tracedClient({ 'acme.build': (_, response) => void response.destroy() })
    expect(await failure(client.conduit.call('acme.build'))).toMatchObject({ code: 'outcome_unknown' })
    const { status, attributes, events } = onlySpan()
    expect(status).toEqual({ code: SpanStatusCode.ERROR })
    expect(attributes['error.type']).toBe('outcome_unknown')
    expect(attributes).not.toHaveProperty('http.response.status_code')
    expect(events).toEqual([])
  })
})

test('nothing of parameters, token and answers is in a span', async () => {
  await using client = await tracedClient({
    'acme.build': () => ({ title: 'a secret project' }),
    'acme.fail': () => refused('ERR-CONDUIT-CORE', `A secret project, asked for with ${TOKEN}.`),
  })
  await client.conduit.call('acme.build', { title: 'a secret project' })
  await failure(client.conduit.call('acme.fail', { title: 'a secret project' }))
  const spans = exporter.getFinishedSpans()
  expect(spans).toHaveLength(2)
  const told = spans.map(({ name, attributes, events, status, links }) => [
    name,
    attributes,
    events,
    status,
    links,
  ])
  expect(JSON.stringify(told)).not.toMatch(new RegExp(`secret|${TOKEN}`))
})

test('the span is active while the call is sent, for what instruments fetch', async () => {
  let active: string | undefined
  await using client = await tracedClient({ 'acme.build': () => 'done' }, (_, next) => {
    active = trace.getActiveSpan()?.spanContext().spanId
    return next()
  })
  context.setGlobalContextManager(contextManager())
  try {
    await client.conduit.call('acme.build')
    expect(active).toBe(onlySpan().spanContext().spanId)
    expect(trace.getActiveSpan()).toBeUndefined()
  } finally {
    context.disable()
  }
})

test('without a tracer registered, calls go through and nothing is kept', async () => {
  await using server = await conduitServer({ 'acme.build': () => 'done' })
  expect(await server.client({ middleware: [openTelemetry()] }).call('acme.build')).toBe('done')
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
