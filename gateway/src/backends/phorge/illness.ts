import { errors } from 'undici'
import { Unavailable } from '../backend.ts'

/** Seconds. Where Phorge says nothing; its rate limits count by the minute. */
const AFTER_RATE_LIMIT = 30
const AFTER_TROUBLE = 5
const LONGEST_RETRY_AFTER = 3600

/** What was asked for: a lost answer means nothing for what only reads. */
export type Access = 'read' | 'write'

/** An answer of the upstream that is none of Conduit's. `undefined`: it may be one. */
export function illnessOf(
  {
    statusCode,
    contentType,
    retryAfter,
  }: { statusCode: number; contentType: string; retryAfter: string | undefined },
  access: Access,
): Unavailable | undefined {
  const later = (fallback: number) => secondsOf(retryAfter) ?? fallback
  if (statusCode === 429) {
    return new Unavailable('The Phorge behind this gateway takes no more calls for a while.', {
      illness: 'rate_limited',
      status: 429,
      done: 'no',
      retryAfter: later(AFTER_RATE_LIMIT),
    })
  }
  if (statusCode === 502 || statusCode === 503 || statusCode === 504) {
    return new Unavailable(`The Phorge behind this gateway is down for the moment (status ${statusCode}).`, {
      illness: 'unavailable',
      status: 503,
      done: doneAfterSending(access),
      retryAfter: later(AFTER_TROUBLE),
    })
  }
  if (statusCode >= 500) {
    return new Unavailable(`The Phorge behind this gateway failed (status ${statusCode}).`, {
      illness: 'failed',
      status: 502,
      done: doneAfterSending(access),
    })
  }
  if (statusCode === 200 && /^application\/json\b/i.test(contentType)) return undefined
  // Nothing was called: Phorge shows its sign-in page for addresses it does not know, a proxy before it for all.
  return new Unavailable(
    `What answered is no Conduit (status ${statusCode}, ${contentType.split(';')[0] || 'no content type'}). An administrator should check the address of Phorge.`,
    { illness: 'not_conduit', status: 502, done: 'no' },
  )
}

/** A request that got no answer. */
export function illnessOfError(error: unknown, access: Access): Unavailable {
  if (error instanceof Unavailable) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (isUnsent(code)) {
    return new Unavailable('The Phorge behind this gateway cannot be reached.', {
      illness: 'unreachable',
      status: 503,
      done: 'no',
      retryAfter: AFTER_TROUBLE,
      cause: error,
    })
  }
  if (isTimeout(error)) {
    return new Unavailable('The Phorge behind this gateway did not answer in time.', {
      illness: 'timeout',
      status: 504,
      done: doneAfterSending(access),
      cause: error,
    })
  }
  return new Unavailable('The connection to the Phorge behind this gateway broke.', {
    illness: 'lost',
    status: 502,
    done: doneAfterSending(access),
    cause: error,
  })
}

export function busy(): Unavailable {
  return new Unavailable(
    'Too many calls wait for the Phorge behind this gateway. Send it again in a second.',
    {
      illness: 'busy',
      status: 503,
      done: 'no',
      retryAfter: 1,
    },
  )
}

/** The circuit is open: it was found ill a moment ago, and is left alone. */
export function resting(retryAfter: number): Unavailable {
  return new Unavailable(
    'The Phorge behind this gateway did not answer the last calls. It is tried again soon.',
    {
      illness: 'unreachable',
      status: 503,
      done: 'no',
      retryAfter,
    },
  )
}

function doneAfterSending(access: Access): 'no' | 'unknown' {
  return access === 'read' ? 'no' : 'unknown'
}

/** No connection was made, so nothing left. */
function isUnsent(code: string): boolean {
  return [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
  ].includes(code)
}

function isTimeout(error: unknown): boolean {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) return true
  return error instanceof DOMException && error.name === 'TimeoutError'
}

/** Digits; a date is not worth reading. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  const seconds = /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined
  return seconds && Math.min(seconds, LONGEST_RETRY_AFTER)
}
