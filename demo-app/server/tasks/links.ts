import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../database/open.ts'

/** What is known of an error's task without asking Maniphest. */
export type TaskLink =
  | { readonly state: 'linked'; readonly errorId: number; readonly taskId: number }
  | Attempt

/**
 * A create. `creating`: it may be on its way. `doubtful`: it is not, as far as anybody could find, so a person may try
 * again; the key stays, because the task may still turn up.
 */
export interface Attempt {
  readonly state: 'creating' | 'doubtful'
  readonly errorId: number
  /** Stands in the task's description, so that a task is known again when the answer to its create was lost. */
  readonly createKey: string
  /** PHIDs of all who tried. */
  readonly attemptedBy: readonly string[]
  /** Epoch seconds. */
  readonly firstAttemptAt: number
  readonly lastAttemptAt: number
}

export type Reservation =
  /** The caller, and nobody else, may create. */
  | { readonly isMine: true; readonly attempt: Attempt; readonly isFirst: boolean }
  | { readonly isMine: false; readonly link: TaskLink }

/** Which task an error has: at most one, whoever clicks at the same time. */
export interface TaskLinks {
  find(errorId: number): TaskLink | undefined
  findAll(errorIds: readonly number[]): ReadonlyMap<number, TaskLink>
  reserve(errorId: number, userPhid: string): Reservation
  /** The create came to nothing for certain. */
  release(reservation: Extract<Reservation, { isMine: true }>): void
  /** Nobody found the task; another attempt may be made. */
  doubt(attempt: Attempt): void
  /** The attempt made this task. `false` when the error's link was settled otherwise meanwhile. */
  settle(attempt: Attempt, taskId: number, how: 'created' | 'found again', userPhid: string): boolean
  /** `false` when the error has a task or gets one at the moment. */
  link(errorId: number, taskId: number, userPhid: string): boolean
  /** `false` when it has no task. */
  unlink(errorId: number, userPhid: string): boolean
}

export function openTaskLinks(database: DatabaseSync, now: () => number): TaskLinks {
  const select = database.prepare('SELECT * FROM tasks WHERE error_id = ?')
  const selectAll = database.prepare('SELECT * FROM tasks WHERE error_id IN (SELECT value FROM json_each(?))')
  const insertAttempt = database.prepare(`
    INSERT INTO tasks (error_id, state, create_key, attempted_by, first_attempt_at, last_attempt_at)
    VALUES (?, 'creating', ?, ?, ?, ?)`)
  const repeatAttempt = database.prepare(`
    UPDATE tasks SET state = 'creating', attempted_by = ?, last_attempt_at = ? WHERE error_id = ? AND state = 'doubtful'`)
  const deleteAttempt = database.prepare(
    "DELETE FROM tasks WHERE error_id = ? AND create_key = ? AND state = 'creating'",
  )
  const doubtAttempt = database.prepare(
    "UPDATE tasks SET state = 'doubtful' WHERE error_id = ? AND create_key = ? AND state = 'creating'",
  )
  const settleAttempt = database.prepare(
    "UPDATE tasks SET state = 'linked', task_id = ? WHERE error_id = ? AND create_key = ? AND state <> 'linked'",
  )
  const insertLink = database.prepare(`
    INSERT INTO tasks (error_id, state, task_id, attempted_by, first_attempt_at, last_attempt_at)
    VALUES ($errorId, 'linked', $taskId, '[]', $at, $at)
    ON CONFLICT (error_id) DO UPDATE SET state = 'linked', task_id = excluded.task_id, create_key = NULL
    WHERE state = 'doubtful'`)
  const deleteLink = database.prepare(
    "DELETE FROM tasks WHERE error_id = ? AND state = 'linked' RETURNING task_id",
  )
  const insertHistory = database.prepare(
    'INSERT INTO task_history (error_id, action, task_id, user_phid, at) VALUES (?, ?, ?, ?, ?)',
  )

  function find(errorId: number): TaskLink | undefined {
    const row = select.get(errorId)
    return row && fromRow(row)
  }

  function reserve(errorId: number, userPhid: string): Reservation {
    return inTransaction(database, () => {
      const link = find(errorId)
      if (link && link.state !== 'doubtful') return { isMine: false, link }
      const attemptedBy = [...new Set([...(link?.attemptedBy ?? []), userPhid])]
      if (link) repeatAttempt.run(JSON.stringify(attemptedBy), now(), errorId)
      else insertAttempt.run(errorId, randomUUID(), JSON.stringify(attemptedBy), now(), now())
      const attempt = find(errorId) as Attempt
      return { isMine: true, attempt, isFirst: !link }
    })
  }

  return {
    find,
    findAll: (errorIds) =>
      new Map(selectAll.all(JSON.stringify(errorIds)).map((row) => [row.error_id as number, fromRow(row)])),
    reserve,
    release: ({ attempt, isFirst }) =>
      void (isFirst ? deleteAttempt : doubtAttempt).run(attempt.errorId, attempt.createKey),
    doubt: ({ errorId, createKey }) => void doubtAttempt.run(errorId, createKey),
    settle: ({ errorId, createKey }, taskId, how, userPhid) =>
      inTransaction(database, () => {
        const { changes } = settleAttempt.run(taskId, errorId, createKey)
        if (changes === 1) insertHistory.run(errorId, how, taskId, userPhid, now())
        return changes === 1
      }),
    link: (errorId, taskId, userPhid) =>
      inTransaction(database, () => {
        const { changes } = insertLink.run({ errorId, taskId, at: now() })
        if (changes === 1) insertHistory.run(errorId, 'linked', taskId, userPhid, now())
        return changes === 1
      }),
    unlink: (errorId, userPhid) =>
      inTransaction(database, () => {
        const row = deleteLink.get(errorId)
        if (row) insertHistory.run(errorId, 'unlinked', row.task_id as number, userPhid, now())
        return row !== undefined
      }),
  }
}

function fromRow(row: Record<string, unknown>): TaskLink {
  const errorId = row.error_id as number
  if (row.state === 'linked') return { state: 'linked', errorId, taskId: row.task_id as number }
  return {
    state: row.state as Attempt['state'],
    errorId,
    createKey: row.create_key as string,
    attemptedBy: JSON.parse(row.attempted_by as string),
    firstAttemptAt: row.first_attempt_at as number,
    lastAttemptAt: row.last_attempt_at as number,
  }
}
