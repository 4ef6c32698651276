import { ConfigError } from '../config.ts'
import { type KeySource, keysOf } from '../keys/key-source.ts'
import { type VaultKey, vaultKey } from './sealing.ts'

/** Milliseconds that the source is left alone after it did not have a key. */
const ASK_AGAIN_AFTER = 1000

type VaultKeys = readonly [VaultKey, ...VaultKey[]]

/** The keys that are known. A key that is not is looked for in the source again: it may have been added meanwhile. */
export class KeyRing {
  readonly #source: KeySource
  #keys: VaultKeys
  readonly #clock: () => number
  #readAt: number
  #reading: Promise<void> | undefined

  private constructor(source: KeySource, keys: VaultKeys, clock: () => number) {
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
    return new KeyRing(source, await vaultKeysOf(source), clock)
  }

  /** The one that the source has first. */
  get first(): VaultKey {
    return this.#keys[0]
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
    this.#reading ??= vaultKeysOf(this.#source)
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

async function vaultKeysOf(source: KeySource): Promise<VaultKeys> {
  const [first, ...rest] = await keysOf(source)
  return [vaultKey(first), ...rest.map(vaultKey)]
}
