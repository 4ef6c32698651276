import { type Page, pageOf, readPaging } from '../../../conduit/method/paging.ts'
import type { Store, Value } from '../store.ts'
import { Conditions } from './conditions.ts'
import type { SqlColumn } from './order.ts'

export interface PageQuery {
  /** What to read of each row. It has to have the `id`. @default all columns */
  readonly columns?: string
  /** Table and alias: `tasks t` */
  readonly from: string
  readonly conditions: Conditions
  readonly order: readonly SqlColumn[]
  readonly params: Readonly<Record<string, unknown>>
  readonly typed: boolean
  /** Throws when the object that a cursor names is not there for this person. */
  requireCursor(id: number): void
}

/**
 * Reads one page by key, not by offset: page 1000 costs what page 1 costs, and what is written between two pages
 * neither repeats nor hides an item.
 */
export function readPage<Row extends { id: number }>(store: Store, query: PageQuery): Page<Row> {
  const { columns = 't.*', from, conditions, order } = query
  const paging = readPaging(query.params, query.typed)
  const { start, rows: most } = paging
  const vector = paging.backwards
    ? order.map((column) => ({ ...column, descending: !column.descending }))
    : order

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
      most + 1 - rows.length,
    )
    rows.push(...found)
    if (rows.length > most) break
  }
  return pageOf(rows, paging)
}

/**
 * What comes after the object `id`, in parts that follow one another: first what agrees with it in all columns of the
 * order but the last, at last what differs in the first. SQLite finds the beginning of each part in its index; of the
 * whole as one condition it would not.
 */
function tiersAfter(store: Store, from: string, vector: readonly SqlColumn[], id: number): Conditions[] {
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
