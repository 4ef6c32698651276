import { invalid, Refusal } from '../refusal.ts'
import type { Store, Value } from '../store.ts'
import { Conditions } from './conditions.ts'
import type { OrderColumn } from './order.ts'

const LARGEST_PAGE = 100

export interface Cursor {
  readonly limit: unknown
  readonly after: string | null
  readonly before: string | null
  /** As it was asked for. */
  readonly order: unknown
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly cursor: Cursor
}

export interface PageQuery {
  /** What to read of each row. It has to have the `id`. @default all columns */
  readonly columns?: string
  /** Table and alias: `tasks t` */
  readonly from: string
  readonly conditions: Conditions
  readonly order: readonly OrderColumn[]
  readonly params: Readonly<Record<string, unknown>>
  readonly typed: boolean
  /** Throws when the object that a cursor names is not there for this person. */
  requireCursor(id: number): void
}

interface Limit {
  readonly rows: number
  readonly shown: unknown
}

/** @throws {Refusal} ERR-INVALID-PAGE-SIZE */
function readLimit(value: unknown, typed: boolean): Limit {
  if (value === undefined || value === null || value === '')
    return { rows: LARGEST_PAGE, shown: LARGEST_PAGE }
  const rows = Math.trunc(Number(value))
  if (rows >= 1 && rows <= LARGEST_PAGE) return { rows, shown: typed ? value : rows }
  const message = `A page has 1 to ${LARGEST_PAGE} items; this call asked for ${value}.`
  throw new Refusal('ERR-INVALID-PAGE-SIZE', message, 'validation')
}

/**
 * Reads one page by key, not by offset: page 1000 costs what page 1 costs, and what is written between two pages
 * neither repeats nor hides an item.
 */
export function readPage<Row extends { id: number }>(store: Store, query: PageQuery): Page<Row> {
  const { columns = 't.*', from, conditions, order, params } = query
  const limit = readLimit(params.limit, query.typed)
  const before = readCursor(params.before)
  // Given both, Phorge goes on after the object that `before` names.
  const after = readCursor(params.after) === undefined ? undefined : (before ?? readCursor(params.after))
  const backwards = after === undefined && before !== undefined
  const vector = backwards ? order.map((column) => ({ ...column, descending: !column.descending })) : order

  const start = after ?? before
  if (start !== undefined) query.requireCursor(start)
  const tiers = start === undefined ? [new Conditions()] : tiersAfter(store, from, vector, start)
  const orderBy = vector.map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`).join(', ')
  const rows: Row[] = []
  for (const tier of tiers) {
    const found = store.all<Row>(
      `SELECT ${columns} FROM ${from} WHERE ${tier.sql} AND ${conditions.sql} ORDER BY ${orderBy} LIMIT ?`,
      ...tier.values,
      ...conditions.values,
      ...vector.flatMap(({ values = [] }) => values),
      limit.rows + 1 - rows.length,
    )
    rows.push(...found)
    if (rows.length > limit.rows) break
  }
  const hasMore = rows.length > limit.rows
  if (hasMore) rows.pop()
  if (backwards) rows.reverse()
  const first = rows[0] ? String(rows[0].id) : null
  const last = rows.at(-1) ? String(rows.at(-1)?.id) : null
  return {
    rows,
    cursor: {
      limit: limit.shown,
      after: backwards || hasMore ? last : null,
      before: (backwards ? hasMore : start !== undefined) ? first : null,
      order: params.order ?? null,
    },
  }
}

/** `after` and `before`: the number of an object. Nothing, `""` and `"0"` are no cursor. */
function readCursor(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '' || value === '0' || value === 0) return undefined
  const id = Number(value)
  if (!Number.isSafeInteger(id) || id < 0)
    throw invalid(`The cursor "${value}" is not the number of an object.`)
  return id
}

/**
 * What comes after the object `id`, in parts that follow one another: first what agrees with it in all columns of the
 * order but the last, at last what differs in the first. SQLite finds the beginning of each part in its index; of the
 * whole as one condition it would not.
 */
function tiersAfter(store: Store, from: string, vector: readonly OrderColumn[], id: number): Conditions[] {
  const columns = vector.map(({ sql }, index) => `${sql} AS key${index}`).join(', ')
  const bound = vector.flatMap(({ values = [] }) => values)
  const keys = store.get<Record<string, Value>>(`SELECT ${columns} FROM ${from} WHERE t.id = ?`, ...bound, id)
  const key = (index: number) => keys?.[`key${index}`] ?? null
  const tiers = vector.map((column, position) => {
    const tier = new Conditions()
    for (const [index, { sql, values = [] }] of vector.slice(0, position).entries()) {
      tier.add(`${sql} = ?`, ...values, key(index))
    }
    tier.add(`${column.sql} ${column.descending ? '<' : '>'} ?`, ...(column.values ?? []), key(position))
    return tier
  })
  return tiers.reverse()
}
