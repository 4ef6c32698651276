import { invalid } from './refusal.ts'

/** What a search can be ordered by. */
export interface OrderColumn {
  /** The direction without a `-` before the name. */
  readonly descending: boolean
  /** No two objects have the same value, so that an order may end in it. */
  readonly unique?: true
}

export interface Orders<Column extends OrderColumn> {
  readonly columns: Readonly<Record<string, Column>>
  /** Phorge's names for whole orders. */
  readonly builtin: Readonly<Record<string, readonly string[]>>
  readonly standard: string
}

/** Reads `order`: the name of a built-in order, or a list of columns of which each may have a `-` before it. */
export function readOrder<Column extends OrderColumn>(
  { columns, builtin, standard }: Orders<Column>,
  order: unknown,
): Column[] {
  const name = String(order ?? standard)
  const named = Object.hasOwn(builtin, name) ? builtin[name] : undefined
  const names: readonly unknown[] | undefined = Array.isArray(order) ? order : named
  if (!names) {
    throw invalid(`There is no order "${order}". Known orders: ${Object.keys(builtin).join(', ')}.`)
  }
  if (names.length === 0) throw invalid('An order names at least one column.')
  const seen = new Set<string>()
  const vector = names.map((written: unknown) => {
    const name = String(written).replace(/^-/, '')
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) {
      throw invalid(`Nothing can be ordered by "${name}". Known columns: ${Object.keys(columns).join(', ')}.`)
    }
    if (seen.has(name)) throw invalid(`An order names the column "${name}" once.`)
    seen.add(name)
    return name === written ? column : { ...column, descending: !column.descending }
  })
  if (!vector.at(-1)?.unique)
    throw invalid('An order has to end in a column whose values are unique, such as "id".')
  return vector
}
