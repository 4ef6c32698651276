import { setTimeout } from 'node:timers/promises'
import type { Clock } from 'phorge-conduit'

/** A clock on which everything passes so many times as fast: what waits for seconds is done in milliseconds. */
export class FastClock implements Clock {
  readonly #factor: number
  readonly #start = Date.now()

  constructor(factor: number) {
    this.#factor = factor
  }

  now(): number {
    return this.#start + (Date.now() - this.#start) * this.#factor
  }

  /** For a server whose time passes as fast. */
  readonly epochSeconds = (): number => Math.floor(this.now() / 1000)

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await setTimeout(Math.max(0, milliseconds / this.#factor), undefined, signal && { signal }).catch(
      () => {},
    )
  }
}
