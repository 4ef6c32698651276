import type { Clock } from '../clock.ts'
import { isConduitError } from '../errors.ts'

/**
 * Milliseconds before each look for what a lost call did. A server does not stop when a connection breaks: what it is in the
 * middle of is not to be seen yet, so that one look at once would be too early.
 */
const LOOKS = [1_000, 4_000]

/** How often a write is sent whose answers get lost. */
const SENDINGS = 3

export interface Once<Result> {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  send(): Promise<Result>
  /** What an earlier sending did; `undefined` when it did nothing. */
  find(): Promise<Result | undefined>
}

/**
 * Carries out what must not be done twice, and not be lost either. An answer is an answer; when there is none, what was
 * meant is looked for before it is sent again. Nobody can know of a sending that reaches the server only after all that.
 *
 * @throws {OutcomeUnknownError} when answers got lost again and again, or when it was not possible to look.
 */
export async function once<Result>({ clock, signal, send, find }: Once<Result>): Promise<Result> {
  for (let sending = 1; ; sending += 1) {
    try {
      return await send()
    } catch (lost) {
      if (!isOutcomeUnknown(lost)) throw lost
      for (const pause of LOOKS) {
        await clock.sleep(pause, signal)
        // Whatever hinders us from looking says nothing of the write: that its outcome is unknown stays the truth.
        const found = await find().catch(() => Promise.reject(lost))
        if (found !== undefined) return found
      }
      if (sending === SENDINGS) throw lost
    }
  }
}

/**
 * `not_conduit` too: a page for people in place of the answer says nothing of what was done. Not `aborted`: who gives up
 * does not want us to go on.
 */
function isOutcomeUnknown(error: unknown): boolean {
  return isConduitError(error) && (error.code === 'outcome_unknown' || error.code === 'not_conduit')
}
