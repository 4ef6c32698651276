import type { CallOptions } from '../conduit.ts'
import { untilAborted } from '../credentials/until-aborted.ts'

/** The largest page of a search, and more identifiers than fit on one page are of no use in one call. */
const LARGEST = 100

/** Answers for at most a hundred keys; those that are absent do not exist. */
export type Fetch<Key, Value> = (
  keys: Key[],
  options: CallOptions,
) => Promise<Iterable<readonly [Key, Value]>>

interface Round<Key, Value> {
  readonly keys: Set<Key>
  readonly found: Promise<ReadonlyMap<Key, Value>>
}

/**
 * Single look-ups that are asked for within one tick, as one call for each hundred of them. Whoever asks gets an answer of
 * their own: the same key twice is asked for once, and one that gives up takes nothing from the others.
 */
export class Batch<Key, Value> {
  readonly #fetch: Fetch<Key, Value>
  /** What is not sent yet, by `timeout`: a call has one, so that those who allow different times cannot share it. */
  readonly #open = new Map<CallOptions['timeout'], Round<Key, Value>[]>()

  constructor(fetch: Fetch<Key, Value>) {
    this.#fetch = fetch
  }

  async get(key: Key, { signal, timeout }: CallOptions = {}): Promise<Value | undefined> {
    const open = this.#open.get(timeout) ?? []
    this.#open.set(timeout, open)
    let round = open.find(({ keys }) => keys.has(key) || keys.size < LARGEST)
    if (!round) {
      round = this.#begin(timeout)
      open.push(round)
    }
    if (!signal?.aborted) round.keys.add(key)
    return (await untilAborted(round.found, signal, 'The look-up was aborted.')).get(key)
  }

  #begin(timeout: CallOptions['timeout']): Round<Key, Value> {
    const keys = new Set<Key>()
    const send = async () => {
      // Twice: who asks after one `await` of something that is there already belongs to the same tick.
      await undefined
      await undefined
      this.#open.delete(timeout)
      return new Map(keys.size > 0 ? await this.#fetch([...keys], { timeout }) : [])
    }
    return { keys, found: send() }
  }
}
