import { type LoggedCall, NOBODY } from './call.ts'

const HOUR = 3600
const MOST_OF_ONE = 20
const MOST_OF_ALL = 1000

/**
 * Which calls are worth a row. Whoever has no credential in force, or calls more often than they may, could fill the disk
 * otherwise: of these as many are written down in an hour as are enough to see it, by address or token, and of all of
 * them together. The counts of days know of all.
 */
export class Allowance {
  #hour = 0
  #all = 0
  readonly #written = new Map<string, number>()

  isWorthARow({ token, address = '', outcome, at }: LoggedCall): boolean {
    if (token === NOBODY) return this.#allows(`from ${address}`, at)
    return outcome !== 'limited' || this.#allows(`with ${token}`, at)
  }

  #allows(whose: string, at: number): boolean {
    const hour = Math.floor(at / HOUR)
    if (hour !== this.#hour) {
      this.#hour = hour
      this.#all = 0
      this.#written.clear()
    }
    const written = this.#written.get(whose) ?? 0
    if (this.#all >= MOST_OF_ALL || written >= MOST_OF_ONE) return false
    this.#written.set(whose, written + 1)
    this.#all += 1
    return true
  }
}
