import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Pool } from 'undici'
import { foreignCalls, type WrittenCall } from './foreign-calls.ts'
import { gatewayBefore } from './gateway-before-phorge.ts'
import { assertGranted } from './granted-identity.ts'
import { type Received, recordingUpstream, usualAnswer } from './recording-upstream.ts'
import { type Encoding, type SmuggledCall, smuggledCalls } from './smuggling.ts'

export interface PassThroughResult {
  readonly requests: number
  /** What was Phorge's and came to it as it was written. */
  readonly untouched: number
  /** What was the gateway's and was made anew, with the granted identity. */
  readonly madeAnew: number
}

/**
 * What may come to Phorge of a call. With a session of Phorge's it is Phorge's, whatever else stands in it. An access token
 * that is nobody's and has not the form of Phorge's is refused.
 */
type Expected = 'as it is' | 'as it is, or nothing' | 'as it is, or made anew' | 'made anew'

interface Trial {
  readonly call: WrittenCall
  readonly expected: Expected
}

/**
 * Sends that many calls to a gateway behind one host name with a server that writes down what it is sent: half of them
 * with Phorge's own credentials, half in this encoding with a token of the gateway's and what smuggles in others. @throws
 * with the call, when one of Phorge's is changed in a byte, or one of the gateway's has another identity than the granted
 */
export async function fuzzPassThrough(
  encoding: Encoding,
  requests: number,
  seed: number,
): Promise<PassThroughResult> {
  const upstream = await recordingUpstream()
  const gateway = await gatewayBefore(upstream.url, {
    phorgeMode: 'same-origin',
    front: true,
    logLevel: 'silent',
  })
  const pool = new Pool(gateway.url, { connections: 1 })
  const count = { untouched: 0, madeAnew: 0 }
  try {
    const access_token = await gateway.accessToken('maniphest.search')
    const token = await gateway.apiToken('rjkaplan')
    const trials = fc.oneof(
      foreignCalls.map((call): Trial => ({ call, expected: 'as it is' })),
      fc.oneof(smuggledCalls(encoding, { access_token }), smuggledCalls(encoding, { token })).map(trialOf),
    )
    const property = fc.asyncProperty(trials, async ({ call, expected }) => {
      upstream.received.length = 0
      const answer = await send(pool, call)
      const { received } = upstream
      const [first] = received
      if (received.length === 1 && wasKept(call, first) && expected !== 'made anew') {
        if (answer !== (call.method === 'HEAD' ? '' : usualAnswer))
          throw new Error(`the answer was changed: ${answer}`)
        count.untouched += 1
        return
      }
      assertMadeAnew(call, expected, received)
      count.madeAnew += received.length
    })
    await fc.assert(property, { seed, numRuns: requests, endOnFailure: true })
  } finally {
    await pool.close()
    await gateway.close()
    await upstream.close()
  }
  return { requests, ...count }
}

function assertMadeAnew(call: WrittenCall, expected: Expected, received: readonly Received[]): void {
  const method = methodOf(call)
  // A ping has no identity.
  const isAllowed = received.length === 0 || method === 'conduit.ping' || expected.endsWith('made anew')
  if (expected === 'as it is' || !isAllowed) throw new Error(`it was changed: ${JSON.stringify(received)}`)
  for (const one of received) assertGranted(method, one)
}

function trialOf(smuggled: SmuggledCall): Trial {
  const { method, query, headers, body, packed, place } = smuggled
  const call = {
    method: 'POST',
    path: `/api/${method}${query && `?${query}`}`,
    headers: Object.entries(headers).flat(),
    body: packed ? gzipSync(body, { level: 1 }) : Buffer.from(body),
    chunked: false,
  }
  return { call, expected: expectedOf(place, headers.cookie) }
}

function expectedOf(place: SmuggledCall['place'], cookie = ''): Expected {
  if (place === 'header') return 'made anew'
  if (cookie.startsWith('phsid=')) return 'as it is'
  return place === 'none' ? 'as it is, or nothing' : 'as it is, or made anew'
}

const HOST = 'phorge.example.com'

async function send(pool: Pool, { method, path, headers, body, chunked }: WrittenCall): Promise<string> {
  const { body: answer } = await pool.request({
    method: method as 'POST',
    path,
    headers: ['host', HOST, ...headers],
    body: body.length === 0 ? null : chunked ? Readable.from([body.subarray(0, 3), body.subarray(3)]) : body,
  })
  return answer.text()
}

/** Of the connection, and what tells Phorge who asked. */
const OF_THE_WAY = /^(?:host|connection|content-length|transfer-encoding|x-forwarded-for|x-forwarded-proto)$/i

function wasKept(call: WrittenCall, received: Received | undefined): boolean {
  if (!received || received.method !== call.method || received.url !== call.path) return false
  const { rawHeaders, headers, bytes } = received
  const written = rawHeaders.filter((_, at) => !OF_THE_WAY.test(rawHeaders[at - (at % 2)] ?? ''))
  return headers.host === HOST && bytes.equals(call.body) && isSame(written, call.headers)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at])
}

function methodOf({ path }: WrittenCall): string {
  return path.slice('/api/'.length).split('?', 1)[0] ?? ''
}
