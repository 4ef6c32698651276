import { type FileHandle, open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { nodeSqliteDialect } from '../../database/node-sqlite.ts'
import { Allowance } from './allowance.ts'
import type { LoggedCall } from './call.ts'
import type { CallDatabase } from './schema.ts'
import { count, type DayCounts, GroupWriter } from './write.ts'

/** Milliseconds: with the write itself, no call waits for more than a second. */
const LONGEST_WAIT = 500
/** Milliseconds from a write until the disk has it: groups that follow one another quickly go there together. */
const SETTLE_AFTER = 300
const LARGEST_GROUP = 500
/** Of calls that could not be written. The disk may be full for long, and the memory is not to follow. */
const MOST_WAITING = 20_000

/**
 * The call log: calls are noted in memory, and written in groups. A crash loses those of the last second.
 *
 * It has a file of its own. Its writes are synchronous, and on the file of everything else they would have to wait for
 * transactions that cannot go on meanwhile; and what may lose a second needs no disk's word with every commit.
 */
export class CallLog {
  /** To read it. What was noted is there after `flush`. */
  readonly database: Kysely<CallDatabase>
  readonly #file: DatabaseSync
  readonly #writer: GroupWriter
  readonly #log: Logger
  readonly #walPath: string | undefined
  readonly #allowance = new Allowance()
  #wal: Promise<FileHandle> | undefined
  #calls: LoggedCall[] = []
  #counts: DayCounts = new Map()
  #timer: NodeJS.Timeout | undefined
  #next: NodeJS.Immediate | undefined
  #settling: NodeJS.Timeout | undefined
  #isIll = false

  /** @param path of the database's file; `undefined` in memory. */
  constructor(database: DatabaseSync, { path, log }: { readonly path: string | undefined; log: Logger }) {
    this.#file = database
    this.#writer = new GroupWriter(database)
    this.#log = log
    this.#walPath = path && `${path}-wal`
    this.database = new Kysely<CallDatabase>({ dialect: nodeSqliteDialect(database) })
  }

  /** Takes a call into the next group. Nobody waits for it. */
  note(call: LoggedCall): void {
    count(this.#counts, call)
    if (this.#allowance.isWorthARow(call)) this.#calls.push(call)
    this.#timer ??= setTimeout(() => this.flush(), LONGEST_WAIT).unref()
    if (this.#calls.length < LARGEST_GROUP || this.#isIll) return
    // Not now: an answer is about to go out.
    this.#next ??= setImmediate(() => this.flush())
  }

  /** Writes what waits. What cannot be written waits on. */
  flush(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#next)
    this.#timer = undefined
    this.#next = undefined
    if (this.#counts.size === 0) return
    try {
      this.#writer.write(this.#calls, this.#counts.values())
    } catch (error) {
      this.#waitOn(error)
      return
    }
    this.#calls = []
    this.#counts = new Map()
    this.#isIll = false
    this.#settling ??= setTimeout(() => void this.#settle(), SETTLE_AFTER).unref()
  }

  async close(): Promise<void> {
    this.flush()
    clearTimeout(this.#timer)
    clearTimeout(this.#settling)
    if (this.#settling) await this.#settle()
    await (await this.#wal?.catch(() => undefined))?.close()
    await this.database.destroy()
    // Kysely closes what it has used.
    if (this.#file.isOpen) this.#file.close()
  }

  #waitOn(error: unknown): void {
    const tooMany = this.#calls.length - MOST_WAITING
    if (tooMany > 0) this.#calls.splice(0, tooMany)
    if (!this.#isIll || tooMany > 0) {
      const lost = Math.max(0, tooMany)
      this.#log.error({ err: error, waiting: this.#calls.length, lost }, 'could not write the call log')
    }
    this.#isIll = true
    this.#timer = setTimeout(() => this.flush(), LONGEST_WAIT).unref()
  }

  /**
   * SQLite has handed the group to the system (`synchronous = NORMAL`), which is enough when the process dies. For a power
   * cut it has to be on the disk, and for that no request waits: this is done beside the event loop.
   */
  async #settle(): Promise<void> {
    this.#settling = undefined
    if (this.#walPath === undefined) return
    try {
      this.#wal ??= open(this.#walPath, 'r+')
      await (await this.#wal).datasync()
    } catch (error) {
      this.#wal = undefined
      this.#log.debug({ err: error }, 'could not bring the call log to the disk')
    }
  }
}
