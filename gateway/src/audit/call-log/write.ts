import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { scopeOf } from '../../access/scope.ts'
import { classOf, type LoggedCall } from './call.ts'

const DAY = 86_400
export const MICROSECONDS = 1_000_000

/** What is added to the counts of one day. */
export interface DayCount {
  readonly key: readonly [
    day: number,
    client: string,
    token: string,
    user: string,
    scopes: string,
    outcome: string,
  ]
  calls: number
  duration: number
}

export type DayCounts = Map<string, DayCount>

/** Counts a call, in memory. */
export function count(counts: DayCounts, call: LoggedCall): void {
  const { at, clientId = '', userPhid = '', method, aspects, outcome, duration } = call
  // Whoever is refused may have made the aspects up; there must not be a row for each.
  const scopes =
    outcome === 'ok' && aspects.length > 0
      ? aspects.map((aspect) => scopeOf(method, aspect)).join(' ')
      : method
  const token = clientId ? '' : call.token
  const key = [Math.floor(at / DAY), clientId, token, userPhid, scopes, classOf(outcome)] as const
  const name = key.join('\n')
  const found = counts.get(name)
  if (found) {
    found.calls += 1
    found.duration += duration
  } else {
    counts.set(name, { key, calls: 1, duration })
  }
}

/**
 * Writes a group of calls in one transaction. On the driver itself: Kysely would wait between the rows, and others would
 * get in between.
 */
export class GroupWriter {
  readonly #database: DatabaseSync
  readonly #latest: StatementSync
  readonly #insert: StatementSync
  readonly #add: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#latest = database.prepare('SELECT max(id) AS id FROM call_log')
    this.#insert = database.prepare('INSERT INTO call_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#add = database.prepare(
      `INSERT INTO call_counts VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, duration = duration + excluded.duration`,
    )
  }

  /** @throws when nothing of it could be written. */
  write(calls: readonly LoggedCall[], counts: Iterable<DayCount>): void {
    // With the lock in hand from the beginning: a second gateway on these data numbers its calls by the same table.
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      let id = Number(this.#latest.get()?.id ?? 0)
      for (const call of calls) {
        id = Math.max(id + 1, call.at * MICROSECONDS)
        this.#insertCall(id, call)
      }
      for (const { key, calls, duration } of counts) this.#add.run(...key, calls, duration)
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #insertCall(id: number, call: LoggedCall): void {
    this.#insert.run(
      id,
      call.at,
      call.clientId ?? null,
      call.token,
      call.userPhid ?? null,
      call.method,
      call.aspects.join(' '),
      call.address ?? null,
      call.duration,
      call.outcome,
      call.reason ?? null,
    )
  }
}
