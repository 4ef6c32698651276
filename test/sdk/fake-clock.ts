import type { Clock } from '../../sdk/src/index.ts'

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** A clock that stands still until it is told to go on, and a record of what was waited for. */
export class FakeClock implements Clock {
  /** Milliseconds of every `sleep`, in order. */
  readonly sleeps: number[] = []
  readonly #sleepers = new Set<Sleeper>()
  #now = 1_795_000_000_000

  now(): number {
    return this.#now
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(milliseconds)
    return new Promise((resolve) => {
      const end = () => {
        this.#sleepers.delete(sleeper)
        resolve()
      }
      const sleeper = { until: this.#now + milliseconds, wake: end }
      this.#sleepers.add(sleeper)
      if (signal?.aborted) end()
      signal?.addEventListener('abort', end, { once: true })
    })
  }

  get sleepers(): number {
    return this.#sleepers.size
  }

  /** Milliseconds until the first who sleeps is to wake. */
  untilNext(): number {
    const nearest = Math.min(...[...this.#sleepers].map(({ until }) => until))
    return nearest === Infinity ? 0 : Math.max(0, nearest - this.#now)
  }

  async advance(milliseconds: number): Promise<void> {
    this.#now += milliseconds
    for (const { until, wake } of [...this.#sleepers]) if (until <= this.#now) wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A clock on which all waiting is over at once, so that only its length is seen. */
export class HastyClock extends FakeClock {
  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const slept = super.sleep(milliseconds, signal)
    setImmediate(() => this.advance(this.untilNext()))
    return slept
  }
}

/** A clock that goes on by a millisecond whenever it is read, and that wakes so many milliseconds too early. */
export class RestlessClock extends FakeClock {
  readonly #tooEarly: number
  #readings = 0

  constructor(tooEarly = 0) {
    super()
    this.#tooEarly = tooEarly
  }

  override now(): number {
    this.#readings += 1
    return super.now() + this.#readings
  }

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(milliseconds - this.#tooEarly, signal)
  }
}
