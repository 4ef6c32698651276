import type { EpochSeconds } from '../methods/values.ts'

/** How far a watch has come. Plain JSON: keep it, and give it to the next `watch` to go on there. */
export interface WatchPosition {
  /** When the newest change was made that was handed over. */
  readonly since: EpochSeconds
  /** What was done before is dealt with, whatever the task. */
  readonly from: EpochSeconds
  /** By number, of each task that was lately changed: when, and the id of the newest transaction that was handed over. */
  readonly tasks: Readonly<Record<string, readonly [dateModified: EpochSeconds, transaction: number]>>
}

/**
 * Seconds that are looked at again. A change becomes visible when it is committed, which is later than the time that it
 * bears; and of two changes the one with the later time may be committed first.
 */
const OVERLAP = 60

/** The position of a watch that is under way. All times are the server's own. */
export class Position {
  since: EpochSeconds
  #from: EpochSeconds
  readonly #tasks: Map<number, readonly [dateModified: EpochSeconds, transaction: number]>

  constructor({ since, from, tasks }: WatchPosition) {
    this.since = since
    this.#from = from
    this.#tasks = new Map(Object.entries(tasks).map(([id, seen]) => [Number(id), seen]))
  }

  /** Before everything that can be a change from now on. */
  static at(newest: EpochSeconds): Position {
    return new Position({ since: newest, from: Math.max(0, newest - OVERLAP), tasks: {} })
  }

  /** Tasks that were modified before are dealt with. */
  get start(): EpochSeconds {
    return Math.max(0, this.since - OVERLAP)
  }

  modifiedWhenSeen(task: number): EpochSeconds | undefined {
    return this.#tasks.get(task)?.[0]
  }

  isNew(
    task: number,
    { id, dateCreated }: { readonly id: number; readonly dateCreated: EpochSeconds },
  ): boolean {
    return dateCreated >= this.#from && id > (this.#tasks.get(task)?.[1] ?? 0)
  }

  saw(task: number, dateModified: EpochSeconds, transaction: number | undefined): void {
    const seen = this.#tasks.get(task)?.[1] ?? 0
    this.#tasks.set(task, [dateModified, Math.max(seen, transaction ?? 0)])
    this.since = Math.max(this.since, dateModified)
  }

  /** Forgets what cannot be met again. Only when all that was found has been dealt with: of the rest it says what is new. */
  finish(): void {
    this.#from = Math.max(this.#from, this.start)
    for (const [task, [dateModified]] of this.#tasks) if (dateModified < this.start) this.#tasks.delete(task)
  }

  toJSON(): WatchPosition {
    return { since: this.since, from: this.#from, tasks: Object.fromEntries(this.#tasks) }
  }
}
