import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { ErrorDetail, ErrorPage, ErrorSummary, Level } from '../../api.ts'
import { inTransaction } from '../database/open.ts'
import type { Occurrence, OccurrenceDetails } from './occurrence.ts'

export interface ErrorFilter {
  /** Every word has to occur in the type, message, culprit, environment or release. */
  readonly query?: string | undefined
  readonly level?: Level | undefined
  /** `ErrorPage.after` of the page before. */
  readonly after?: string | undefined
}

/** The errors, and the latest occurrences of each. */
export interface Errors {
  /** Counts the occurrence; the same event reported twice counts once. */
  record(occurrence: Occurrence): void
  page(filter: ErrorFilter): ErrorPage
  find(id: number): (ErrorDetail & Pick<OccurrenceDetails, 'causes'>) | undefined
  has(id: number): boolean
}

const pageSize = 50
const shownEvents = 20

export function openErrors(database: DatabaseSync, { eventsPerError }: { eventsPerError: number }): Errors {
  const isKnownEvent = database.prepare('SELECT 1 FROM events WHERE project = ? AND event_id = ?')
  const upsert = database.prepare(`
    INSERT INTO errors (project, fingerprint, type, message, culprit, level, environment, release, count, first_seen, last_seen)
    VALUES ($project, $fingerprint, $type, $message, $culprit, $level, $environment, $release, 1, $at, $at)
    ON CONFLICT (project, fingerprint) DO UPDATE SET
      type = iif($at >= last_seen, excluded.type, type),
      message = iif($at >= last_seen, excluded.message, message),
      culprit = iif($at >= last_seen, excluded.culprit, culprit),
      level = iif($at >= last_seen, excluded.level, level),
      environment = iif($at >= last_seen, excluded.environment, environment),
      release = iif($at >= last_seen, excluded.release, release),
      count = count + 1,
      first_seen = min(first_seen, $at),
      last_seen = max(last_seen, $at)
    RETURNING id`)
  const insertEvent = database.prepare(`
    INSERT INTO events (error_id, project, event_id, at, message, environment, release, details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const prune = database.prepare(`
    DELETE FROM events WHERE id IN
      (SELECT id FROM events WHERE error_id = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)`)
  const findError = database.prepare(`${selectSummary} WHERE errors.id = ?`)
  const latestDetails = database.prepare(
    'SELECT details FROM events WHERE error_id = ? ORDER BY at DESC, id DESC LIMIT 1',
  )
  const latestEvents = database.prepare(`
    SELECT event_id AS eventId, at, message, release, environment FROM events
    WHERE error_id = ? ORDER BY at DESC, id DESC LIMIT ${shownEvents}`)

  function record(occurrence: Occurrence): void {
    const { details, eventId, ...error } = occurrence
    const { project, at, message, environment, release } = error
    if (isKnownEvent.get(project, eventId)) return
    inTransaction(database, () => {
      const id = upsert.get(error)?.id as number
      insertEvent.run(id, project, eventId, at, message, environment, release, JSON.stringify(details))
      prune.run(id, eventsPerError)
    })
  }

  function page({ query = '', level, after }: ErrorFilter): ErrorPage {
    const words = query.split(/\s+/).filter(Boolean).slice(0, 10)
    const conditions = words.map(() => `${searchedText} LIKE ? ESCAPE '\\'`)
    const values: SQLInputValue[] = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
    if (level) {
      conditions.push('level = ?')
      values.push(level)
    }
    const where = (all: readonly string[]) => (all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`)
    const total = database.prepare(`SELECT count(*) AS total FROM errors ${where(conditions)}`).get(...values)
    const cursor = readCursor(after)
    const rows = database
      .prepare(
        `${selectSummary} ${where([...conditions, ...(cursor ? ['(last_seen, errors.id) < (?, ?)'] : [])])}
         ORDER BY last_seen DESC, errors.id DESC LIMIT ${pageSize + 1}`,
      )
      .all(...values, ...(cursor ?? []))
      .map(toSummary)
    const errors = rows.slice(0, pageSize)
    const last = rows.length > pageSize ? errors.at(-1) : undefined
    return { errors, total: total?.total as number, after: last ? `${last.lastSeen}-${last.id}` : null }
  }

  function find(id: number) {
    const row = findError.get(id)
    const details = latestDetails.get(id)
    if (!row || !details) return undefined
    return {
      ...toSummary(row),
      ...(JSON.parse(details.details as string) as OccurrenceDetails),
      events: latestEvents.all(id) as unknown as ErrorDetail['events'],
    }
  }

  return { record, page, find, has: (id) => findError.get(id) !== undefined }
}

const selectSummary = `
  SELECT errors.*, tasks.task_id FROM errors LEFT JOIN tasks ON tasks.error_id = errors.id`

const searchedText = `(type || ' ' || message || ' ' || culprit || ' ' || ifnull(environment, '') || ' ' || ifnull(release, ''))`

function readCursor(after: string | undefined): readonly [number, number] | undefined {
  const [, lastSeen, id] = /^(\d{1,12})-(\d{1,15})$/.exec(after ?? '') ?? []
  return lastSeen && id ? [Number(lastSeen), Number(id)] : undefined
}

function toSummary(row: Record<string, unknown>): ErrorSummary {
  return {
    id: row.id as number,
    type: row.type as string,
    message: row.message as string,
    culprit: row.culprit as string,
    level: row.level as Level,
    count: row.count as number,
    firstSeen: row.first_seen as number,
    lastSeen: row.last_seen as number,
    environment: row.environment as string | null,
    release: row.release as string | null,
    task: row.task_id === null ? null : `T${row.task_id}`,
  }
}
