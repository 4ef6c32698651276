import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type GatewayBeforePhorge, gatewayBefore } from './gateway-before-phorge.ts'
import { assertGranted } from './granted-identity.ts'
import { type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'
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
    const property = fc.asyncProperty(smuggledCalls(encoding, { access_token: token }), async (call) => {
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

async function close(gateway: GatewayBeforePhorge, upstream: RecordingUpstream): Promise<void> {
  await gateway.close()
  await upstream.close()
}
