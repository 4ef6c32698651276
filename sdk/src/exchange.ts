import type { Authorization } from './credentials/credential.ts'
import type { Host } from './host.ts'
import { ConduitRequest, type ConduitResponse, sendThrough } from './middleware.ts'
import type { SentCall } from './send.ts'
import { Limit, post } from './transport.ts'
import { encodeCall, HEADERS } from './wire.ts'

const KEY_HEADER = 'idempotency-key'

/** Sends a call once, through the middleware. @throws what `post` throws, and what a middleware does. */
export async function exchange(
  host: Host,
  call: SentCall,
  authorization: Authorization | undefined,
  secrets: readonly string[],
): Promise<ConduitResponse> {
  const { method, access, params, attempts: attempt } = call
  const { body, credentialHeaders, credentials } = encodeCall(call.json, authorization)
  const limit = new Limit(millisecondsLeft(host, call), call.signals)
  const url = `${host.url}api/${method}`
  const key = keyFor(call, authorization)
  const asked = { ...HEADERS, ...(key !== undefined && { [KEY_HEADER]: key }) }
  const sendWith = (headers: HeadersInit) =>
    post({ url, method, access, headers, body, credentials, fetch: host.fetch, limit, secrets })
  call.isKeyed = key !== undefined
  try {
    if (host.middleware.length === 0) return await sendWith({ ...asked, ...credentialHeaders })
    const headers = new Headers(asked)
    const request = new ConduitRequest({
      method,
      access,
      url,
      attempt,
      params,
      headers,
      signal: limit.signal,
    })
    return await sendThrough(host.middleware, request, () => {
      call.isKeyed = headers.has(KEY_HEADER)
      return sendWith(new Headers({ ...Object.fromEntries(headers), ...credentialHeaders }))
    })
  } finally {
    limit.release()
  }
}

/**
 * To a stock Phorge the header says nothing, and a browser session is of one: without it, the call of an extension stays
 * one that any proxy lets through. To all others it is sent before it is known whether the server heeds it, because the
 * first sending may be the one whose answer is lost.
 */
function keyFor({ idempotencyKey }: SentCall, authorization: Authorization | undefined): string | undefined {
  return authorization?.kind === 'browser-session' ? undefined : idempotencyKey
}

/**
 * At least one, so that a call whose turn came at the last moment ends as others do that take too long. A write that is
 * given up early is one whose outcome nobody knows: it has all the time there is.
 */
export function millisecondsLeft(
  { clock, attemptTimeout }: Host,
  { access, deadline }: SentCall,
): number | false {
  const left = Math.min(access === 'read' ? attemptTimeout : Infinity, deadline - clock.now())
  return left === Infinity ? false : Math.max(1, Math.floor(left))
}
