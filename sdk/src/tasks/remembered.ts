/** A value that is fetched once and kept. A failure is not kept. */
export class Remembered<Value> {
  readonly #fetch: () => Promise<Value>
  #value: Promise<Value> | undefined

  constructor(fetch: () => Promise<Value>) {
    this.#fetch = fetch
  }

  get(): Promise<Value> {
    this.#value ??= this.#fetch().catch((error) => {
      this.#value = undefined
      throw error
    })
    return this.#value
  }

  /** Fetches it anew: an administrator may have changed it. */
  again(): Promise<Value> {
    this.#value = undefined
    return this.get()
  }
}
