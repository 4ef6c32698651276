import { ConfigError } from '../config.ts'
import type { KeySource } from './key-source.ts'
import { type VaultKey, vaultKey } from './sealing.ts'

/** Milliseconds that the source is left alone after it did not have a key. */
const ASK_AGAIN_AFTER = 1000

/** The keys that are known. A key that is not is looked for in the source again: it may have been added meanwhile. */
export class KeyRing {
  readonly #source: KeySource
  #keys: readonly VaultKey[]
  readonly #clock: () => number
  #readAt: number
  #reading: Promise<void> | undefined

  private constructor(source: KeySource, keys: readonly VaultKey[], clock: () => number) {
    this.#source = source
    this.#keys = keys
    this.#clock = clock
    this.#readAt = clock()
  }

  /**
   * @param clock milliseconds
   * @throws {ConfigError} when the source has no key, or something else
   */
  static async open(source: KeySource, clock: () => number = () => performance.now()): Promise<KeyRing> {
    return new KeyRing(source, await keysOf(source), clock)
  }

  /** The one that the source has first. */
  get first(): VaultKey {
    const [first] = this.#keys
    if (!first) throw noKey(this.#source)
    return first
  }

  /** @throws {ConfigError} when neither the ring nor its source has it */
  async key(id: string): Promise<VaultKey> {
    const known = this.#find(id)
    if (known) return known
    if (this.#clock() - this.#readAt > ASK_AGAIN_AFTER) await this.#readAgain()
    const found = this.#find(id)
    if (found) return found
    throw new ConfigError(
      `${this.#source.name}: the vault was encrypted with the key ${id}, which is not there. Add that key again.`,
    )
  }

  #find(id: string): VaultKey | undefined {
    return this.#keys.find((key) => key.id === id)
  }

  #readAgain(): Promise<void> {
    this.#reading ??= keysOf(this.#source)
      .then((keys) => {
        this.#keys = keys
      })
      .finally(() => {
        this.#readAt = this.#clock()
        this.#reading = undefined
      })
    return this.#reading
  }
}

async function keysOf(source: KeySource): Promise<readonly VaultKey[]> {
  const words = (await source.read()).split(/[\s,]+/).filter(Boolean)
  const keys = words.flatMap((word) => vaultKey(word) ?? [])
  if (words.length === 0 || keys.length < words.length) throw noKey(source)
  return keys
}

function noKey({ name }: KeySource): ConfigError {
  return new ConfigError(
    `${name}: a key is 32 random bytes in base64, and what is there is none. "npm run gateway -- keys generate" prints one.`,
  )
}
