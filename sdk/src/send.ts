import { type Answered, resultOf } from './answer.ts'
import type { Authorization, Credential } from './credentials/credential.ts'
import {
  type ConduitErrorCode,
  type ConduitFailure,
  isConduitError,
  OutcomeUnknownError,
  RateLimitedError,
} from './errors.ts'
import { exchange, millisecondsLeft } from './exchange.ts'
import type { Host } from './host.ts'
import { isIdempotentEdit, newIdempotencyKey } from './idempotency.ts'
import { accessOf } from './methods/rules.ts'
import type { ConduitResponse } from './middleware.ts'
import type { Turn } from './queue.ts'
import { delayBefore, isWorthRepeating, mostRetries, type Repetition } from './retry.ts'
import { secondsUntil } from './retry-after.ts'
import { Limit } from './transport.ts'
import { sendable } from './wire.ts'

/** One call from its asking to its end, however often it is sent. */
export interface SentCall extends Turn, Repetition {
  readonly params: object
  /** `params` as they are sent. */
  readonly json: string
  readonly credential: Credential | undefined
  /** Of a write: the same for every sending. */
  readonly idempotencyKey: string | undefined
  /** Sendings so far. */
  attempts: number
  /** Whether the last sending carried its key. */
  isKeyed: boolean
  /** Set when a sending of a write got no answer. */
  lost?: OutcomeUnknownError
}

/** What is asked for. */
export interface AskedCall {
  readonly method: string
  readonly params: object
  readonly credential: Credential | undefined
  readonly signals: readonly AbortSignal[]
  readonly timeout: number | false
  readonly idempotencyKey: string | undefined
}

/** A call that is asked for now. @throws {ValidationError} when it cannot be sent. */
export function newCall(host: Host, { timeout, idempotencyKey, ...asked }: AskedCall): SentCall {
  const { method, params } = asked
  const access = accessOf(method)
  const call: SentCall = {
    ...asked,
    access,
    json: sendable(method, params),
    ticket: host.queue.ticket(),
    deadline: timeout === false ? Infinity : host.clock.now() + timeout,
    idempotencyKey: access === 'write' ? (idempotencyKey ?? newIdempotencyKey()) : undefined,
    attempts: 0,
    isKeyed: false,
    isRepeatable: async () => isIdempotentEdit(method, params) || (call.isKeyed && isKept(host, call)),
  }
  return call
}

async function isKept(host: Host, call: SentCall): Promise<boolean> {
  const limit = new Limit(millisecondsLeft(host, call), call.signals)
  try {
    return await host.keys.isCertain(limit.signal)
  } finally {
    limit.release()
  }
}

/** Sends a call until it has an answer, or until sending it again is of no use. */
export async function send(
  host: Host,
  call: SentCall,
  authorization: Authorization | undefined,
): Promise<Answered> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt(host, call, authorization, retry)
    } catch (error) {
      if (error instanceof OutcomeUnknownError) call.lost = error
      if (retry >= mostRetries(error, host.retries) || !(await isWorthRepeating(error, call))) throw error
      if (!(await waited(host, call, error, retry))) throw error
      const { method, access, attempts } = call
      host.events.emit('retry', { method, access, attempt: attempts + 1, error: error as ConduitFailure })
    }
  }
}

async function attempt(
  host: Host,
  call: SentCall,
  authorization: Authorization | undefined,
  retry: number,
): Promise<Answered> {
  const { method, access } = call
  const secrets = authorization ? [authorization.token] : []
  let started: number | undefined
  let status: number | undefined
  const tell = (code?: ConduitErrorCode) => {
    if (started === undefined) return
    const milliseconds = host.clock.now() - started
    host.events.emit('response', { method, access, attempt: call.attempts, status, code, milliseconds })
  }
  try {
    const response = await host.queue.run(call, async () => {
      started = host.clock.now()
      call.attempts += 1
      host.events.emit('request', { method, access, attempt: call.attempts })
      const response = await exchange(host, call, authorization, secrets)
      status = response.status
      if (status === 429) host.queue.pause(host.clock.now() + pauseAfter(response, host, retry))
      return response
    })
    const answered = await resultOf(response, { ...call, authorization, secrets }, host)
    tell()
    return answered
  } catch (error) {
    tell(isConduitError(error) ? error.code : undefined)
    throw error
  }
}

/** `Retry-After` is the same for all clients of a server: a little more keeps them from coming back in one second. */
function pauseAfter({ headers }: ConduitResponse, { clock, random }: Host, retry: number): number {
  return (secondsUntil(headers.get('retry-after'), clock.now()) ?? 0) * 1000 + delayBefore(retry, random)
}

/** @returns whether there is time for another sending. */
async function waited(host: Host, call: SentCall, error: unknown, retry: number): Promise<boolean> {
  const { clock, queue, random } = host
  if (queue.isPausedBeyond(call.deadline)) return false
  // The queue waits then, for this call and for all others.
  if (error instanceof RateLimitedError && queue.isPaused()) return true
  const delay = delayBefore(retry, random)
  if (clock.now() + delay >= call.deadline) return false
  const limit = new Limit(false, call.signals)
  await clock.sleep(delay, limit.signal)
  limit.release()
  return true
}
