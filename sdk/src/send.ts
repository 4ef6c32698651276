import { resultOf } from './answer.ts'
import type { Authorization, Credential } from './credentials/credential.ts'
import { OutcomeUnknownError, RateLimitedError } from './errors.ts'
import type { Host } from './host.ts'
import { accessOf } from './methods/names.ts'
import type { Turn } from './queue.ts'
import { delayBefore, isWorthRepeating, type Repetition } from './retry.ts'
import { secondsUntil } from './retry-after.ts'
import { type Answer, post } from './transport.ts'
import { encodeCall } from './wire.ts'

/** One call from its asking to its end, however often it is sent. */
export interface SentCall extends Turn, Repetition {
  readonly params: object
  readonly credential: Credential | undefined
  /** Set when a sending of a write got no answer. */
  lost?: OutcomeUnknownError
}

/** A call that is asked for now. */
export function newCall(
  host: Host,
  call: Pick<SentCall, 'method' | 'params' | 'credential' | 'signals'> & { readonly timeout: number | false },
): SentCall {
  const { timeout, ...asked } = call
  return {
    ...asked,
    access: accessOf(call.method),
    ticket: host.queue.ticket(),
    deadline: timeout === false ? Infinity : host.clock.now() + timeout,
    isRepeatable: async () => false,
  }
}

/** Sends a call until it has an answer, or until sending it again is of no use. */
export async function send(
  host: Host,
  call: SentCall,
  authorization: Authorization | undefined,
): Promise<unknown> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt(host, call, authorization, retry)
    } catch (error) {
      if (error instanceof OutcomeUnknownError) call.lost = error
      if (retry >= host.retries || !(await isWorthRepeating(error, call))) throw error
      if (!(await waited(host, call, error, retry))) throw error
    }
  }
}

async function attempt(
  host: Host,
  call: SentCall,
  authorization: Authorization | undefined,
  retry: number,
): Promise<unknown> {
  const { method, params, access, credential, signals } = call
  const secrets = authorization ? [authorization.token] : []
  const answer = await host.queue.run(call, async () => {
    const answer = await post({
      ...encodeCall(params, authorization),
      url: new URL(`api/${method}`, host.url),
      method,
      access,
      fetch: host.fetch,
      timeout: millisecondsLeft(host, call),
      signals,
      secrets,
    })
    if (answer.status === 429) host.queue.pause(host.clock.now() + pauseAfter(answer, host, retry))
    return answer
  })
  return resultOf(answer, { method, params, access, credential, authorization, secrets })
}

/**
 * At least one, so that a call whose turn came at the last moment ends as others do that take too long. A write that is
 * given up early is one whose outcome nobody knows: it has all the time there is.
 */
function millisecondsLeft({ clock, attemptTimeout }: Host, { access, deadline }: SentCall): number | false {
  const left = Math.min(access === 'read' ? attemptTimeout : Infinity, deadline - clock.now())
  return left === Infinity ? false : Math.max(1, Math.floor(left))
}

/** `Retry-After` is the same for all clients of a server: a little more keeps them from coming back in one second. */
function pauseAfter({ retryAfter }: Answer, { clock, random }: Host, retry: number): number {
  return (secondsUntil(retryAfter, clock.now()) ?? 0) * 1000 + delayBefore(retry, random)
}

/** @returns whether there is time for another sending. */
async function waited(host: Host, call: SentCall, error: unknown, retry: number): Promise<boolean> {
  const { clock, queue, random } = host
  if (queue.isPausedBeyond(call.deadline)) return false
  // The queue waits then, for this call and for all others.
  if (error instanceof RateLimitedError && queue.isPaused()) return true
  const delay = delayBefore(retry, random)
  if (clock.now() + delay >= call.deadline) return false
  await clock.sleep(delay, AbortSignal.any([...call.signals]))
  return true
}
