import type { Value } from '../store.ts'

/** The `WHERE` of a search, built up constraint by constraint. Values are always bound, never written into the text. */
export class Conditions {
  readonly #parts: string[] = []
  readonly values: Value[] = []

  get sql(): string {
    return this.#parts.length === 0 ? '1' : this.#parts.join(' AND ')
  }

  add(sql: string, ...values: readonly Value[]): void {
    this.#parts.push(sql)
    this.values.push(...values)
  }

  /** `column` is one of `list`. The text is the same for any list longer than one, so that it stays prepared. */
  anyOf(column: string, list: readonly (string | number)[]): void {
    const [only] = list
    if (only === undefined) this.nothing()
    else if (list.length === 1) this.add(`${column} = ?`, only)
    else this.add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(list))
  }

  /** What was asked for does not exist, so nothing matches: Phorge answers an empty page, not an error. */
  nothing(): void {
    this.add('0')
  }
}
