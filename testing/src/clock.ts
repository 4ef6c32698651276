import type { EpochSeconds } from 'phorge-conduit'

/** The server's clock. It goes with the machine's, until it is set. */
export class ServerClock {
  #time: () => EpochSeconds = machineTime
  #ahead = 0

  /** @param time Where it stands still, or a clock of your own. @default the machine's */
  constructor(time: EpochSeconds | (() => EpochSeconds) = machineTime) {
    if (typeof time === 'number') this.stop(time)
    else this.#time = time
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
