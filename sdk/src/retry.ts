import {
  AbortedError,
  type ConduitFailure,
  isConduitError,
  OutcomeUnknownError,
  type ServerError,
} from './errors.ts'
import { isLasting } from './network-failure.ts'

/** Milliseconds. */
const FIRST_DELAY = 250
const LONGEST_DELAY = 8_000

/** What a call may do when its answer is lost. */
export interface Repetition {
  readonly access: 'read' | 'write'
  /** Whether a write that was perhaps carried out can be sent again without being done twice. */
  isRepeatable(): Promise<boolean>
}

/**
 * Whether to send a call again after this error. Only what may have gone when we come back is worth it:
 *
 * - `rate_limited`, `network`: also a write. It was refused before anything was done, or it never left; a lost write is
 *   `outcome_unknown`. Not what does not pass by itself: a certificate, a port that `fetch` refuses.
 * - `timeout` of one attempt: reads only have it.
 * - `server` of a read with 500, 502, 503, 504, or a refusal that says that the server is in trouble. 501 stays 501.
 *   Of a write only a refusal is `server`, and a refusal is an answer.
 * - `outcome_unknown`: a write whose second sending cannot do it a second time; one that the server is still carrying out.
 *
 * Never again: what the next attempt is told too. Another token, scope, value or address is for others to find.
 */
export async function isWorthRepeating(error: unknown, call: Repetition): Promise<boolean> {
  if (!isConduitError(error)) return false
  switch (error.code) {
    case 'rate_limited':
      return true
    case 'network':
      return !isLasting(error.cause)
    case 'timeout':
      return call.access === 'read'
    case 'server':
      return call.access === 'read' && isPassing(error)
    case 'outcome_unknown':
      return error.isPending || call.isRepeatable()
    default:
      return false
  }
}

/** So often is a server asked for the answer to a write that it is still carrying out: the time of the call ends it first. */
const MOST_QUESTIONS = 10

/** How often a call that ended in this error is sent again at most. */
export function mostRetries(error: unknown, retries: number): number {
  const isPending = error instanceof OutcomeUnknownError && error.isPending
  return isPending && retries > 0 ? MOST_QUESTIONS : retries
}

function isPassing({ status }: ServerError): boolean {
  return status === undefined || [500, 502, 503, 504].includes(status)
}

/**
 * Milliseconds before the `retry`-th repetition, counted from 0: anything between nothing and the exponential bound
 * ("full jitter"), so that clients which failed together do not come back together.
 */
export function delayBefore(retry: number, random: () => number): number {
  return random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** retry)
}

/** Refusals that an earlier sending may have got just the same: with these the call has its answer. */
const ANSWERS: ReadonlySet<ConduitFailure['code']> = new Set([
  'validation',
  'not_found',
  'permission',
  'method_unknown',
])

/**
 * What to tell the caller of a write when a sending before this error was lost. "Not reached" or "not signed in" are
 * true of the last attempt and would be read as "nothing was done": that nobody knows.
 */
export function afterLostAnswer(error: unknown, lost: OutcomeUnknownError | undefined): unknown {
  if (!lost || !isConduitError(error) || error === lost || ANSWERS.has(error.code)) return error
  const { method } = lost
  if (error.code === 'aborted') {
    return new AbortedError(error.message, { method, cause: error.cause, outcomeUnknown: true })
  }
  if (error.code === 'outcome_unknown') return error
  return new OutcomeUnknownError(`${lost.message} It was tried again: ${error.message}`, {
    method,
    cause: error,
  })
}
