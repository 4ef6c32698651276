import type { EpochSeconds } from 'phorge-conduit'

/** The server's clock. It goes with the machine's, until it is set. */
export class ServerClock {
  #time: () => EpochSeconds = machineTime
  #ahead = 0

  /** Stands still at `at`, where it is given. */
  constructor(at?: EpochSeconds) {
    if (at !== undefined) this.stop(at)
  }

  /** An arrow, so that it can be handed to an `OAuthClient` as it is. */
  readonly now = (): EpochSeconds => this.#time() + this.#ahead

  /** Lets so many seconds pass at once. */
  advance(seconds: number): void {
    this.#ahead += seconds
  }

  /** Stands still from now on, until it is advanced. @param at @default now */
  stop(at: EpochSeconds = this.now()): void {
    this.#time = () => at
    this.#ahead = 0
  }
}

function machineTime(): EpochSeconds {
  return Math.floor(Date.now() / 1000)
}
