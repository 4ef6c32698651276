import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Database } from '../database/schema.ts'
import { addUsage, type DailyUsage, dayOf, forgetUsage, usageOn } from './usage.ts'

/** Milliseconds until what was counted is in the database: so much a crash may forget. */
const FLUSH = 1000

interface Counted {
  /** Of all processes, as the database said last. */
  stored: number
  /** Not in the database yet. */
  calls: number
  refused: number
  busiestMinute: number
  minute: number
  inMinute: number
}

/** What counting needs of the gateway. */
export interface DailyCallsParts {
  readonly database: Kysely<Database>
  readonly log: Logger
  /** Epoch seconds. */
  readonly now: () => number
}

/**
 * How often each application called today (UTC). It is counted in memory and written down once a second, and then what
 * other processes counted comes back with it.
 */
export class DailyCalls {
  readonly #parts: DailyCallsParts
  #day: number
  #applications = new Map<string, Counted>()
  #timer: NodeJS.Timeout | undefined
  #flushed: Promise<void> = Promise.resolve()

  private constructor(parts: DailyCallsParts) {
    this.#parts = parts
    this.#day = dayOf(parts.now())
  }

  static async open(parts: DailyCallsParts): Promise<DailyCalls> {
    const calls = new DailyCalls(parts)
    for (const [clientId, usage] of await usageOn(parts.database, calls.#day)) {
      calls.#applications.set(clientId, { ...nothing(), stored: usage.calls })
    }
    return calls
  }

  /** Calls of today so far. */
  of(clientId: string): number {
    const { stored, calls } = this.#counted(clientId)
    return stored + calls
  }

  count(clientId: string): void {
    const counted = this.#counted(clientId)
    const minute = Math.floor(this.#parts.now() / 60)
    if (counted.minute !== minute) Object.assign(counted, { minute, inMinute: 0 })
    counted.inMinute += 1
    counted.busiestMinute = Math.max(counted.busiestMinute, counted.inMinute)
    counted.calls += 1
    this.#flushSoon()
  }

  countRefused(clientId: string): void {
    this.#counted(clientId).refused += 1
    this.#flushSoon()
  }

  /** Writes down what was counted, now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const day = this.#day
    const applications = this.#applications
    this.#flushed = this.#flushed
      .then(() => this.#write(day, applications))
      .catch((error) => this.#parts.log.error({ err: error }, 'could not write down how often was called'))
    return this.#flushed
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH).unref()
  }

  /** What cannot be written stays counted, and is tried again with the next call. */
  async #write(day: number, applications: Map<string, Counted>): Promise<void> {
    const dirty = [...applications].filter(([, { calls, refused }]) => calls + refused > 0)
    if (dirty.length === 0) return
    const usage = dirty.map(([clientId, { calls, busiestMinute, refused }]): DailyUsage => {
      return { clientId, calls, busiestMinute, refused }
    })
    const stored = await addUsage(this.#parts.database, day, usage)
    for (const { clientId, calls, refused } of usage) {
      const counted = applications.get(clientId)
      if (!counted) continue
      counted.calls -= calls
      counted.refused -= refused
      counted.stored = stored.get(clientId) ?? counted.stored + calls
    }
  }

  #counted(clientId: string): Counted {
    this.#beginDay()
    const known = this.#applications.get(clientId)
    if (known) return known
    const counted = nothing()
    this.#applications.set(clientId, counted)
    return counted
  }

  /** A clock that is set back a little begins no day anew. */
  #beginDay(): void {
    const today = dayOf(this.#parts.now())
    if (today <= this.#day) return
    void this.flush()
    this.#day = today
    this.#applications = new Map()
    const { database, log } = this.#parts
    forgetUsage(database, today).catch((error) => log.error({ err: error }, 'could not forget old counts'))
  }
}

function nothing(): Counted {
  return { stored: 0, calls: 0, refused: 0, busiestMinute: 0, minute: 0, inMinute: 0 }
}
