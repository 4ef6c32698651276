import { type OrderColumn, type Orders, readOrder } from './order.ts'

const orders: Orders<OrderColumn> = {
  columns: { id: { descending: true, unique: true } },
  builtin: { newest: ['id'], oldest: ['-id'] },
  standard: 'newest',
}

/** Reads the `order` of objects that are ordered by their age alone. @throws {Refusal} */
export function readAge(order: unknown): 'newest' | 'oldest' {
  const [column] = readOrder(orders, order)
  return column?.descending ? 'newest' : 'oldest'
}
