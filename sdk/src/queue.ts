import { abortedBy, assertNotAborted } from './aborted.ts'
import type { Clock } from './clock.ts'
import { type ConduitFailure, RateLimitedError, TimeoutError } from './errors.ts'

/** A call, as far as its place in the queue goes. */
export interface Turn {
  readonly method: string
  /** From `ticket()`: a call that is repeated keeps its place before those that were asked for later. */
  readonly ticket: number
  /** Epoch milliseconds; `Infinity` for none. */
  readonly deadline: number
  readonly signals: readonly AbortSignal[]
}

interface Waiting extends Turn {
  readonly start: () => void
  readonly giveUp: (reason: ConduitFailure) => void
}

/**
 * The calls to one server: so many at a time, in the order of asking. A server that answers 429 means whoever calls from
 * here and not one call, so that all of them wait then: going on with the others would only be refused too, and count.
 */
export class HostQueue {
  readonly #concurrency: number
  readonly #clock: Clock
  readonly #waiting: Waiting[] = []
  #underWay = 0
  #tickets = 0
  #pausedUntil = 0
  #alarm: AbortController | undefined

  /** @param concurrency Calls in flight at a time. */
  constructor(concurrency: number, clock: Clock) {
    this.#concurrency = concurrency
    this.#clock = clock
  }

  ticket(): number {
    this.#tickets += 1
    return this.#tickets
  }

  /** Nothing is sent before `until` (epoch milliseconds). */
  pause(until: number): void {
    if (until <= this.#pausedUntil) return
    this.#pausedUntil = until
    this.#alarm?.abort()
    for (const { deadline, giveUp, method } of [...this.#waiting]) {
      if (deadline < until) giveUp(this.#refused(method))
    }
    this.#startNext()
  }

  isPaused(): boolean {
    return this.#clock.now() < this.#pausedUntil
  }

  /** Whether a call with this deadline cannot be sent in time any more. */
  isPausedBeyond(deadline: number): boolean {
    return this.isPaused() && this.#pausedUntil > deadline
  }

  /**
   * Sends when it is this call's turn.
   *
   * @throws {AbortedError | TimeoutError | RateLimitedError} when its turn does not come; `send` was not called then.
   */
  async run<Result>(turn: Turn, send: () => Promise<Result>): Promise<Result> {
    assertNotAborted(turn.method, turn.signals)
    if (this.isPausedBeyond(turn.deadline)) throw this.#refused(turn.method)
    if (this.#waiting.length === 0 && this.#hasRoom() && !this.isPaused()) this.#underWay += 1
    else await this.#turn(turn)
    try {
      return await send()
    } finally {
      this.#underWay -= 1
      this.#startNext()
    }
  }

  async #turn(turn: Turn): Promise<void> {
    const { method, ticket, deadline, signals } = turn
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const settled = new AbortController()
    const leave = () => {
      const place = this.#waiting.indexOf(waiting)
      if (place >= 0) this.#waiting.splice(place, 1)
      // Without a reason of its own every abort would make a DOMException, with a stack trace nobody reads.
      settled.abort(null)
    }
    const waiting: Waiting = {
      ...turn,
      start: () => {
        leave()
        this.#underWay += 1
        resolve()
      },
      giveUp: (reason) => {
        leave()
        this.#startNext()
        reject(reason)
      },
    }
    for (const signal of signals) {
      const giveUp = () => waiting.giveUp(abortedBy(signal, method))
      signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal })
    }
    if (deadline !== Infinity) {
      void this.#clock.sleep(deadline - this.#clock.now(), settled.signal).then(() => {
        if (!settled.signal.aborted) waiting.giveUp(tooLate(method))
      })
    }
    const later = this.#waiting.findIndex((other) => other.ticket > ticket)
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, waiting)
    this.#startNext()
    return promise
  }

  #hasRoom(): boolean {
    return this.#underWay < this.#concurrency
  }

  /**
   * Starts those whose turn it is. The clock is read once: a pause that ended between two readings would start nobody at
   * the first and set no alarm at the second.
   */
  #startNext(): void {
    const pause = this.#pausedUntil - this.#clock.now()
    while (pause <= 0 && this.#hasRoom() && this.#waiting[0]) this.#waiting[0].start()
    // Only while somebody waits: a pause alone keeps no process alive.
    if (this.#waiting.length === 0) this.#alarm?.abort()
    else if (pause > 0 && this.#alarm?.signal.aborted !== false) this.#setAlarm(pause)
  }

  #setAlarm(milliseconds: number): void {
    const alarm = new AbortController()
    this.#alarm = alarm
    void this.#clock.sleep(milliseconds, alarm.signal).then(() => {
      if (alarm.signal.aborted) return
      alarm.abort()
      this.#startNext()
    })
  }

  #refused(method: string): RateLimitedError {
    const retryAfter = Math.ceil((this.#pausedUntil - this.#clock.now()) / 1000)
    return new RateLimitedError(`${method} was not sent: the server said "too many calls" a moment ago.`, {
      method,
      retryAfter,
    })
  }
}

function tooLate(method: string): TimeoutError {
  return new TimeoutError(`${method} was not sent: its time ran out while it waited for others.`, { method })
}
