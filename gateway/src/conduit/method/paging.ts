import { invalid, Refusal } from './refusal.ts'

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

/** Which page a call asks for. */
export interface Paging {
  /** How many objects are shown. */
  readonly rows: number
  /** The number of the object that it begins after. */
  readonly start: number | undefined
  /** Whether it goes against the order: the nearest objects before `start`. */
  readonly backwards: boolean
  readonly cursor: Pick<Cursor, 'limit' | 'order'>
}

type Params = Readonly<Record<string, unknown>>

/** @throws {Refusal} ERR-INVALID-PAGE-SIZE */
export function readPaging(params: Params, typed: boolean): Paging {
  const limit = readLimit(params.limit, typed)
  const before = readCursor(params.before)
  // Given both, Phorge goes on after the object that `before` names.
  const after = readCursor(params.after) === undefined ? undefined : (before ?? readCursor(params.after))
  return {
    rows: limit.rows,
    start: after ?? before,
    backwards: after === undefined && before !== undefined,
    cursor: { limit: limit.shown, order: params.order ?? null },
  }
}

/**
 * The page of what was found, in the direction in which it was looked for: one row more than are shown, if there is one.
 */
export function pageOf<Row extends { readonly id: number }>(
  found: readonly Row[],
  { rows: most, start, backwards, cursor }: Paging,
): Page<Row> {
  const hasMore = found.length > most
  const shown = found.slice(0, most)
  const rows = backwards ? shown.toReversed() : shown
  const first = rows[0] ? String(rows[0].id) : null
  const last = rows.at(-1) ? String(rows.at(-1)?.id) : null
  return {
    rows,
    cursor: {
      limit: cursor.limit,
      after: backwards || hasMore ? last : null,
      before: (backwards ? hasMore : start !== undefined) ? first : null,
      order: cursor.order,
    },
  }
}

function readLimit(value: unknown, typed: boolean): { rows: number; shown: unknown } {
  if (value === undefined || value === null || value === '') {
    return { rows: LARGEST_PAGE, shown: LARGEST_PAGE }
  }
  const rows = Math.trunc(Number(value))
  if (rows >= 1 && rows <= LARGEST_PAGE) return { rows, shown: typed ? value : rows }
  const message = `A page has 1 to ${LARGEST_PAGE} items; this call asked for ${value}.`
  throw new Refusal('ERR-INVALID-PAGE-SIZE', message, 'validation')
}

/** `after` and `before`: the number of an object. Nothing, `""` and `"0"` are no cursor. */
function readCursor(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '' || value === '0' || value === 0) return undefined
  const id = Number(value)
  if (!Number.isSafeInteger(id) || id < 0)
    throw invalid(`The cursor "${value}" is not the number of an object.`)
  return id
}
