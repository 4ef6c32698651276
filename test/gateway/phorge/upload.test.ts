import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { uploadBody } from '../../../gateway/src/backends/phorge/upload.ts'
import { UnreadableRequest } from '../../../gateway/src/conduit/decode.ts'
import { type GatewayBeforePhorge, gatewayBefore, upstreamTokens } from './gateway-before-phorge.ts'
import { type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'

const parameters = new Set(['data_base64', 'name'])

/** The body that goes out for one that comes in, cut into pieces of this size. */
async function filtered(form: string, piece = form.length): Promise<string> {
  const bytes = Buffer.from(form)
  const pieces = []
  for (let at = 0; at < bytes.length; at += piece) pieces.push(bytes.subarray(at, at + piece))
  const body = uploadBody({ form: Readable.from(pieces), token: 'ours', parameters })
  return Buffer.concat(await body.toArray()).toString()
}
const paramsOf = (form: string) => JSON.parse(new URLSearchParams(form).get('params') ?? '')
const encoded = (json: string) => `params=${encodeURIComponent(json)}`

describe('the body of an upload', () => {
  test('has the identity put in and is otherwise what was sent, wherever it is cut', async () => {
    const anything = fc.record(
      { data_base64: fc.string({ unit: 'binary' }), name: fc.anything() },
      { requiredKeys: [] },
    )
    const forms = fc.tuple(anything, fc.integer({ min: 1, max: 7 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(forms, async ([value, piece, isSpaced]) => {
        const json = JSON.stringify(value, undefined, isSpaced ? 1 : 0)
        const body = await filtered(new URLSearchParams({ output: 'json', params: json }).toString(), piece)
        expect(paramsOf(body)).toEqual({ __conduit__: { token: 'ours' }, ...JSON.parse(json) })
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test.each([
    ['an identity', '{"__conduit__":{"token":"theirs"}}'],
    ['an identity at the end', '{"name":"x","__conduit__":{}}'],
    ['an identity that is escaped', '{"\\u005f_conduit__":{}}'],
    ['a parameter twice', '{"name":"x","name":"y"}'],
    ['a parameter that the method does not have', '{"bogus":1}'],
    ['a list', '[1]'],
    ['a second object', '{"name":"x"}{"name":"y"}'],
    ['no end', '{"name":"x"'],
    ['nothing', ''],
  ])('with %s ends before its end', async (_what, json) => {
    await expect(filtered(encoded(json))).rejects.toBeInstanceOf(UnreadableRequest)
    await expect(filtered(encoded(json), 1)).rejects.toBeInstanceOf(UnreadableRequest)
  })

  test.each([
    ['params twice', 'params={}&params={}'],
    ['a token beside it', 'params={}&api.token=theirs'],
    ['a name with percent signs', 'params={}&%61pi.token=theirs'],
    ['params as a list', 'params[]={}'],
    ['a long name', `${'x'.repeat(100)}=1`],
    ['half a percent sign', 'params=%7'],
    ['a percent sign and no digits', 'params={"name":"%zz"}'],
    ['no params', 'output=json'],
  ])('with %s is refused', async (_what, form) => {
    await expect(filtered(form)).rejects.toBeInstanceOf(UnreadableRequest)
  })

  test('holds an inner __conduit__ for the text it is', async () => {
    const value = { name: '{"__conduit__":1}', data_base64: 'eA==' }
    expect(paramsOf(await filtered(encoded(JSON.stringify(value))))).toEqual({
      __conduit__: { token: 'ours' },
      ...value,
    })
  })
})

describe('a streamed upload', () => {
  let upstream: RecordingUpstream
  let gateway: GatewayBeforePhorge
  let token: string
  beforeAll(async () => {
    upstream = await recordingUpstream()
    gateway = await gatewayBefore(upstream.url)
    token = await gateway.accessToken('file.upload')
  })
  afterAll(async () => {
    await gateway.close()
    await upstream.close()
  })
  beforeEach(() => upstream.reset())

  const send = async (value: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/api/file.upload`, {
      method: 'POST',
      body: new URLSearchParams({ params: JSON.stringify(value) }),
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
    return { status: response.status, body: await response.json() }
  }
  const data_base64 = Buffer.alloc(15_000_000, 7).toString('base64')

  test('of more than any other call may have goes through', async () => {
    expect((await send({ name: 'core', data_base64 })).body).toMatchObject({ error_code: null })
    const sent = paramsOf(upstream.received[0]?.body ?? '')
    expect(sent.__conduit__).toEqual({ token: upstreamTokens.rjkaplan })
    expect(sent.data_base64 === data_base64).toBe(true)
  })

  test('that is forged at its end is never complete at Phorge', async () => {
    const answer = await send({ name: 'x', data_base64, __conduit__: { token: 'api-of-somebody-else' } })
    expect(answer.body).toMatchObject({ error_code: 'ERR-CONDUIT-CORE', reason: { code: 'validation' } })
    expect(upstream.received).toEqual([])
  })

  test('is done once for its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'one' }
    const first = await send({ name: 'core', data_base64 }, headers)
    expect(first.body).toMatchObject({ error_code: null })
    expect(await send({ name: 'core', data_base64 }, headers)).toEqual(first)
    expect(upstream.received).toHaveLength(1)
  })

  test('that is small is a call like any other', async () => {
    expect((await send({ name: 'core', data_base64: 'eA==' })).body).toMatchObject({ error_code: null })
    expect(paramsOf(upstream.received[0]?.body ?? '').data_base64).toBe('eA==')
  })

  test('without the right is refused, and nothing reaches Phorge', async () => {
    const authorization = `Bearer ${await gateway.accessToken('maniphest.search')}`
    expect((await send({ data_base64 }, { authorization })).status).toBe(403)
    expect(upstream.received).toEqual([])
  })

  test('with the token in the body has the limit of every call, and says how to pass it', async () => {
    const value = { data_base64, __conduit__: { token: await gateway.apiToken('angie') } }
    const { status, body } = await send(value, { authorization: '' })
    expect(status).toBe(413)
    expect(body.error_info).toContain('Authorization')
  })
})

describe('100 MB', () => {
  let sink: { readonly url: string; readonly lengths: number[]; close(): void }
  let program: ChildProcess
  beforeAll(async () => {
    sink = await countingSink()
    program = fork(new URL('./gateway-in-a-process.ts', import.meta.url), [sink.url])
  })
  afterAll(() => {
    program?.kill()
    sink?.close()
  })

  test('and 200 MB go through in the same memory', async () => {
    const [{ url, token }] = (await once(program, 'message')) as [{ url: string; token: string }]
    const upload = async (megabytes: number) => {
      const response = await fetch(`${url}/api/file.upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: Readable.toWeb(Readable.from(formOf(megabytes))) as ReadableStream,
        duplex: 'half',
      } as RequestInit)
      expect(await response.json()).toMatchObject({ error_code: null })
    }
    const peakAfter = async (megabytes: number) => {
      await upload(megabytes)
      program.send('peak')
      return ((await once(program, 'message')) as [number])[0]
    }
    const [first, second] = [await peakAfter(100), await peakAfter(200)]
    expect(sink.lengths.at(-1)).toBeGreaterThan(200_000_000)
    // What a megabyte more would need is nothing; what the collector leaves for a while is not the body.
    expect(second - first).toBeLessThan(30_000_000)
  }, 60_000)
})

/** A form of so many megabytes, made while it is sent. */
function* formOf(megabytes: number) {
  const piece = Buffer.alloc(100_000, 'A')
  yield Buffer.from('params=%7B%22name%22%3A%22core%22%2C%22data_base64%22%3A%22')
  for (let sent = 0; sent < megabytes * 10; sent++) yield piece
  yield Buffer.from('%22%7D')
}

async function countingSink() {
  const lengths: number[] = []
  const methods = {
    'file.upload': { description: '', params: { data_base64: 's', name: 's' }, return: 'phid' },
  }
  const server = createServer(async (request: IncomingMessage, response) => {
    let length = 0
    for await (const chunk of request) length += chunk.length
    lengths.push(length)
    const result = request.url === '/api/conduit.query' ? methods : 'PHID-FILE-x'
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ result, error_code: null, error_info: null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lengths,
    close: () => void server.close().closeAllConnections(),
  }
}
