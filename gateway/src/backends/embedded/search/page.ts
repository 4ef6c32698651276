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
export function readLimit(value: unknown, typed: boolean): Limit {
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
  const { from, conditions, order, params } = query
  const limit = readLimit(params.limit, query.typed)
  const before = readCursor(params.before)
  // Given both, Phorge goes on after the object that `before` names.
  const after = readCursor(params.after) === undefined ? undefined : (before ?? readCursor(params.after))
  const backwards = after === undefined && before !== undefined
  const vector = backwards ? order.map((column) => ({ ...column, descending: !column.descending })) : order

  const where = new Conditions()
  where.add(conditions.sql, ...conditions.values)
  const start = after ?? before
  if (start !== undefined) {
    query.requireCursor(start)
    addKeyset(store, from, where, vector, start)
  }
  const orderBy = vector.map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`).join(', ')
  const rows = store.all<Row>(
    `SELECT t.* FROM ${from} WHERE ${where.sql} ORDER BY ${orderBy} LIMIT ?`,
    ...where.values,
    ...vector.flatMap(({ values = [] }) => values),
    limit.rows + 1,
  )
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

/** Only what comes after the object `id` in this order. */
function addKeyset(
  store: Store,
  from: string,
  where: Conditions,
  vector: readonly OrderColumn[],
  id: number,
): void {
  const columns = vector.map(({ sql }, index) => `${sql} AS key${index}`).join(', ')
  const bound = vector.flatMap(({ values = [] }) => values)
  const keys = store.get<Record<string, Value>>(`SELECT ${columns} FROM ${from} WHERE t.id = ?`, ...bound, id)
  const key = (index: number) => keys?.[`key${index}`] ?? null
  const compare = ({ descending }: OrderColumn) => (descending ? '<' : '>')

  const values = (upTo: number) =>
    vector.slice(0, upTo + 1).flatMap(({ values: own = [] }, index) => [...own, key(index)])

  const [leading] = vector
  if (!leading) return
  if (vector.every(({ descending }) => descending === leading.descending)) {
    // A comparison of whole rows lets SQLite start in the middle of its index.
    const left = vector.map(({ sql }) => sql).join(', ')
    const right = vector.map(() => '?').join(', ')
    where.add(`(${left}) ${compare(leading)} (${right})`, ...bound, ...vector.map((_, index) => key(index)))
    return
  }
  // With mixed directions, at least the first column bounded by itself does.
  where.add(`${leading.sql} ${compare(leading)}= ?`, ...values(0))
  const alternatives = vector.map((column, index) => {
    const equal = vector.slice(0, index).map(({ sql }) => `${sql} = ?`)
    return `(${[...equal, `${column.sql} ${compare(column)} ?`].join(' AND ')})`
  })
  where.add(`(${alternatives.join(' OR ')})`, ...vector.flatMap((_, index) => values(index)))
}
