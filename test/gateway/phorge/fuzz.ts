import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type GatewayBeforePhorge, gatewayBefore, upstreamTokens } from './gateway-before-phorge.ts'
import { type Received, type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'
import { type Encoding, type SmuggledCall, smuggledCalls } from './smuggling.ts'

export interface FuzzResult {
  readonly requests: number
  /** How many of them came to Phorge: with none, nothing would have been shown. */
  readonly forwarded: number
}

/**
 * Sends that many calls in one encoding to a gateway before a server that writes down what it is sent. @throws with the
 * call, when one has reached it with an identity that is not the granted one
 */
export async function fuzz(encoding: Encoding, requests: number, seed: number): Promise<FuzzResult> {
  const upstream = await recordingUpstream()
  const gateway = await gatewayBefore(upstream.url, { logLevel: 'silent' })
  let forwarded = 0
  try {
    const token = await gateway.accessToken('maniphest.search')
    const property = fc.asyncProperty(smuggledCalls(encoding, token), async (call) => {
      upstream.received.length = 0
      await send(gateway, call)
      for (const received of upstream.received) assertGranted(call.method, received)
      forwarded += upstream.received.length
    })
    await fc.assert(property, { seed, numRuns: requests, endOnFailure: true })
  } finally {
    await close(gateway, upstream)
  }
  return { requests, forwarded }
}

async function send({ url }: GatewayBeforePhorge, call: SmuggledCall): Promise<void> {
  const response = await fetch(`${url}/api/${call.method}${call.query && `?${call.query}`}`, {
    method: 'POST',
    headers: call.headers,
    body: call.packed ? gzipSync(call.body, { level: 1 }) : call.body,
  })
  await response.arrayBuffer()
}

/** Of `maniphest.search`. */
const PARAMETER = /^(?:limit|order|constraints)(?:\[|$)/
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-type',
  'content-length',
  'user-agent',
  'x-request-id',
])
const REQUEST_ID = /^[\da-f-]{36}$/

/** What arrived, read as Phorge reads it: each field, each key of the JSON. What a parameter holds is the caller's affair. */
function assertGranted(method: string, { url, headers, body }: Received): void {
  const foreign = Object.keys(headers).filter((name) => !OWN_HEADERS.has(name))
  const fields = [...new URLSearchParams(body)]
  const identities = fields.flatMap(([name, value]) => identitiesIn(name, value))
  const expected = method === 'conduit.ping' ? [] : [`token ${upstreamTokens.rjkaplan}`]
  const isGranted = JSON.stringify(identities) === JSON.stringify(expected)
  const names = fields.map(([name]) => name)
  const isOnce = new Set(names).size === names.length && REQUEST_ID.test(String(headers['x-request-id']))
  if (url === `/api/${method}` && foreign.length === 0 && isGranted && isOnce) return
  throw new Error(`${url} was reached with ${identities}, headers ${foreign}, body ${body}`)
}

function identitiesIn(name: string, value: string): string[] {
  if (name === 'api.token') return [`token ${value}`]
  if (name === 'params') return identitiesInParams(value)
  return name === 'output' || PARAMETER.test(name) ? [] : [`field ${name}`]
}

function identitiesInParams(text: string): string[] {
  const { __conduit__: metadata = {}, ...params } = JSON.parse(text) as Record<string, object>
  // Written by us, it comes out the same again; a key that stands there twice would not.
  const twice = JSON.stringify(JSON.parse(text)) === text ? [] : ['a key twice']
  const unknown = Object.keys(params).filter((name) => !PARAMETER.test(name))
  return [...twice, ...unknown, ...Object.entries(metadata).map(([name, value]) => `${name} ${value}`)]
}

async function close(gateway: GatewayBeforePhorge, upstream: RecordingUpstream): Promise<void> {
  await gateway.close()
  await upstream.close()
}
