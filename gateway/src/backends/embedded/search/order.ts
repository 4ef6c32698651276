import type { OrderColumn, Orders } from '../../../conduit/method/order.ts'
import type { Value } from '../store.ts'

/** What a search can be ordered by, in SQL. */
export interface SqlColumn extends OrderColumn {
  readonly sql: string
  readonly values?: readonly Value[]
}

export type SqlOrders = Orders<SqlColumn>
