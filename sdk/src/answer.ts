import {
  type ConduitFailure,
  NetworkError,
  NotConduitError,
  OutcomeUnknownError,
  RateLimitedError,
  ServerError,
} from './errors.ts'
import type { Host } from './host.ts'
import { readResult } from './methods/read-result.ts'
import type { ConduitResponse } from './middleware.ts'
import { type RefusedCall, refusal } from './refusal.ts'
import { secondsUntil } from './retry-after.ts'
import { decodeEnvelope, type Envelope } from './wire.ts'

export interface AnsweredCall extends RefusedCall {
  readonly access: 'read' | 'write'
}

/** A result, and what it was read from. */
export interface Answered {
  readonly result: unknown
  readonly response: ConduitResponse
}

/** What a call answers. @throws {ConduitFailure} when the response is a refusal, or is none. */
export async function resultOf(
  response: ConduitResponse,
  call: AnsweredCall,
  { keys, validate = readResult }: Pick<Host, 'keys' | 'validate'>,
): Promise<Answered> {
  if (response.status === 429) throw tooManyCalls(response, call)
  const envelope = decodeEnvelope(response.text)
  if (!envelope) throw withoutResult(response, call)
  keys.learn(response.headers)
  if (failed(response, envelope)) throw withoutResult(response, call)
  if (envelope.error_code !== null) throw await refusal(envelope, call)
  const read = validate(call.method, envelope.result)
  if ('unexpectedIn' in read) throw unexpected(call.method, read.unexpectedIn, response)
  return { result: read.result, response }
}

function unexpected(method: string, places: readonly string[], response: ConduitResponse): NotConduitError {
  const named = [...new Set(places)].map((place) => (place ? `result.${place}` : 'result'))
  return new NotConduitError(
    `${method} was carried out and answered something unexpected in ${named.slice(0, 5).join(', ')}.`,
    {
      method,
      status: response.status,
      contentType: contentTypeOf(response),
      remedy: 'Do not repeat a write; report this, with the version of the server.',
    },
  )
}

function contentTypeOf({ headers }: ConduitResponse): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
}

/**
 * A refusal is decided before anything is done; a failure may come after. A gateway says of its refusals what they mean,
 * and of a failure that it is one.
 */
function failed({ status }: ConduitResponse, { error_code, reason }: Envelope): boolean {
  return status >= 500 && error_code !== null && (reason === undefined || reason.code === 'server')
}

function tooManyCalls({ headers }: ConduitResponse, { method }: AnsweredCall): RateLimitedError {
  return new RateLimitedError(`${method} was refused: too many calls.`, {
    method,
    retryAfter: secondsUntil(headers.get('retry-after')),
  })
}

function withoutResult(response: ConduitResponse, { method, access }: AnsweredCall): ConduitFailure {
  const { status } = response
  const contentType = contentTypeOf(response)
  const what = `status ${status} and ${contentType ?? 'no content type'}`
  if (status >= 500 && access === 'read') {
    return new ServerError(`${method} was answered with ${what}: the server failed.`, { method, status })
  }
  if (status >= 500 || (status < 300 && contentType === 'application/json' && access === 'write')) {
    return new OutcomeUnknownError(`${method} was sent and answered with ${what}.`, { method })
  }
  if (isCutOff(response))
    return new NetworkError(`${method} was answered with JSON that was cut off.`, { method })
  return new NotConduitError(`${method} was answered with ${what}: ${probableCause(status, contentType)}.`, {
    method,
    status,
    contentType,
  })
}

/** A program on the way gave up in the middle, and closed the answer as if that were its end. */
function isCutOff(response: ConduitResponse): boolean {
  return response.status < 300 && contentTypeOf(response) === 'application/json' && !isJson(response.text)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function probableCause(status: number, contentType: string | undefined): string {
  if (status === 401 || status === 403) return 'something before the server wants a sign-in of its own'
  if (status === 404) return 'there is no Conduit at this address'
  if (status === 413) return 'the call is larger than something before the server allows'
  if (contentType === 'text/html') return 'a page for people, probably a sign-in page or another web site'
  return 'this is not an answer of Conduit'
}
