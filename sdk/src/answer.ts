import {
  type ConduitFailure,
  NetworkError,
  NotConduitError,
  OutcomeUnknownError,
  RateLimitedError,
  ServerError,
} from './errors.ts'
import { resultSchema } from './methods/results.ts'
import { type RefusedCall, refusal } from './refusal.ts'
import { secondsUntil } from './retry-after.ts'
import type { Answer } from './transport.ts'
import { decodeEnvelope, type Envelope } from './wire.ts'

export interface AnsweredCall extends RefusedCall {
  readonly access: 'read' | 'write'
}

/** The validated result of a call. @throws {ConduitFailure} when the answer is a refusal, or is none. */
export async function resultOf(answer: Answer, call: AnsweredCall): Promise<unknown> {
  if (answer.status === 429) throw tooManyCalls(answer, call)
  const envelope = decodeEnvelope(answer.text)
  if (!envelope || failed(answer, envelope)) throw withoutResult(answer, call)
  if (envelope.error_code !== null) throw await refusal(envelope, call)
  return validated(call.method, envelope.result, answer)
}

function validated(method: string, result: unknown, { status, contentType }: Answer): unknown {
  const checked = resultSchema(method)?.safeParse(result)
  if (!checked) return result
  if (checked.success) return checked.data
  const places = checked.error.issues.map(({ path }) => ['result', ...path].join('.'))
  throw new NotConduitError(
    `${method} was carried out and answered something unexpected in ${[...new Set(places)].slice(0, 5).join(', ')}.`,
    {
      method,
      status,
      contentType,
      remedy: 'Do not repeat a write; report this, with the version of the server.',
    },
  )
}

/** A refusal is decided before anything is done; a failure may come after. */
function failed({ status }: Answer, { error_code, reason }: Envelope): boolean {
  return status >= 500 && error_code !== null && reason === undefined
}

function tooManyCalls({ retryAfter }: Answer, { method }: AnsweredCall): RateLimitedError {
  return new RateLimitedError(`${method} was refused: too many calls.`, {
    method,
    retryAfter: secondsUntil(retryAfter),
  })
}

function withoutResult(answer: Answer, { method, access }: AnsweredCall): ConduitFailure {
  const { status, contentType } = answer
  const what = `status ${status} and ${contentType ?? 'no content type'}`
  if (status >= 500 && access === 'read') {
    return new ServerError(`${method} was answered with ${what}: the server failed.`, { method, status })
  }
  if (status >= 500 || (status < 300 && contentType === 'application/json' && access === 'write')) {
    return new OutcomeUnknownError(`${method} was sent and answered with ${what}.`, { method })
  }
  if (isCutOff(answer))
    return new NetworkError(`${method} was answered with JSON that was cut off.`, { method })
  return new NotConduitError(`${method} was answered with ${what}: ${probableCause(status, contentType)}.`, {
    method,
    status,
    contentType,
  })
}

/** A program on the way gave up in the middle, and closed the answer as if that were its end. */
function isCutOff({ status, contentType, text }: Answer): boolean {
  return status < 300 && contentType === 'application/json' && !isJson(text)
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
