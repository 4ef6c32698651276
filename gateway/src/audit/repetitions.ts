const WINDOW = 3600
const MOST_REMEMBERED = 10_000

/**
 * Whether something was told of within the last hour. Whoever is refused may try again a thousand times a second, and
 * must not be able to fill the disk with it, or to push out of sight what others did.
 */
export class Repetitions {
  readonly #seen = new Map<string, number>()

  /** @param now epoch seconds */
  isFirst(what: string, now: number): boolean {
    const since = this.#seen.get(what)
    if (since !== undefined && since > now - WINDOW) return false
    this.#seen.delete(what)
    this.#seen.set(what, now)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > MOST_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest)
    return true
  }
}
