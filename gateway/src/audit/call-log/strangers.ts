const HOUR = 3600
const MOST_OF_AN_ADDRESS = 20
const MOST_OF_ALL = 1000

/**
 * How many calls without a credential in force are written down in an hour: so many of an address, and so many of all
 * addresses together. Without it anybody could fill the disk. The counts of days know of all of them.
 */
export class StrangerLimit {
  #hour = 0
  #all = 0
  readonly #ofAddress = new Map<string, number>()

  /** @param at epoch seconds */
  allows(address: string | undefined, at: number): boolean {
    const hour = Math.floor(at / HOUR)
    if (hour !== this.#hour) {
      this.#hour = hour
      this.#all = 0
      this.#ofAddress.clear()
    }
    if (this.#all >= MOST_OF_ALL) return false
    const calls = this.#ofAddress.get(address ?? '') ?? 0
    if (calls >= MOST_OF_AN_ADDRESS) return false
    this.#ofAddress.set(address ?? '', calls + 1)
    this.#all += 1
    return true
  }
}
