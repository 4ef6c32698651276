/** Where one caller stands with one limit. Times are whole seconds. */
export interface Reading {
  /** Whether this call passes; it was counted then, and only then. */
  readonly passes: boolean
  /** Calls that would pass now. */
  readonly remaining: number
  /** Until all of the quota is there again. */
  readonly reset: number
  /** Until the next call passes; 0 when this one did. */
  readonly wait: number
}

interface Level {
  /** Calls that still weigh, fractions included. */
  calls: number
  /** Epoch seconds, of the last call that passed. */
  at: number
}

/** So many callers are remembered before the oldest half is forgotten: some 10 MB at most. */
const MOST_KEYS = 50_000

/**
 * Counts calls against a quota per window, as a bucket that leaks steadily (GCRA): a burst may take the whole quota, and
 * it comes back evenly. One look-up a call, and bounded memory: what was last used two windows ago is forgotten, and
 * earlier when there are very many callers. In memory, so each process counts for itself.
 */
export class Meter {
  readonly #now: () => number
  readonly #window: number
  readonly #most: number
  #current = new Map<string, Level>()
  #previous = new Map<string, Level>()
  #since: number

  /** @param window seconds. @param now epoch seconds; it may jump back: then nobody waits longer than a window. */
  constructor(now: () => number, window: number, most = MOST_KEYS) {
    this.#now = now
    this.#window = window
    this.#most = most
    this.#since = now()
  }

  /** Counts one call of this caller, if it passes. A call that does not costs nothing: waiting as told is enough. */
  take(key: string, quota: number): Reading {
    const now = this.#now()
    const level = this.#levelOf(key, now)
    level.calls = Math.max(0, level.calls - (Math.max(0, now - level.at) * quota) / this.#window)
    level.at = now
    const passes = level.calls + 1 <= quota
    if (passes) level.calls += 1
    const seconds = this.#window / quota
    return {
      passes,
      remaining: Math.max(0, Math.floor(quota - level.calls)),
      reset: Math.ceil(level.calls * seconds),
      wait: passes ? 0 : Math.max(1, Math.ceil((level.calls + 1 - quota) * seconds)),
    }
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#current.size + this.#previous.size
  }

  #levelOf(key: string, now: number): Level {
    this.#forgetOld(now)
    const known = this.#current.get(key)
    if (known) return known
    const level = this.#previous.get(key) ?? { calls: 0, at: now }
    this.#previous.delete(key)
    this.#current.set(key, level)
    return level
  }

  #forgetOld(now: number): void {
    const isOver = now - this.#since >= this.#window || now < this.#since
    if (!isOver && this.#current.size < this.#most) return
    this.#previous = this.#current
    this.#current = new Map()
    this.#since = now
  }
}
