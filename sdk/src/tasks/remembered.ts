const LIFETIME = 5 * 60_000

/** A value that is fetched when it is needed and kept for five minutes. A failure is not kept. */
export class Remembered<Value> {
  readonly #now: () => number
  #value: Promise<Value> | undefined
  #fetchedAt = 0

  /** @param now Milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  get(fetch: () => Promise<Value>): Promise<Value> {
    const isFresh = this.#now() - this.#fetchedAt < LIFETIME
    return this.#value && isFresh ? this.#value : this.again(fetch)
  }

  /** Fetches it anew: an administrator may have changed it. */
  again(fetch: () => Promise<Value>): Promise<Value> {
    const value = fetch()
    this.#value = value
    this.#fetchedAt = this.#now()
    value.catch(() => {
      if (this.#value === value) this.#value = undefined
    })
    return value
  }

  drop(): void {
    this.#value = undefined
  }
}
