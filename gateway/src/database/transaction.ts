import type { Gateway } from '../gateway.ts'

/**
 * Does all of it or nothing. `inside` is the gateway with the transaction in place of its database: what is done with it
 * belongs to the transaction, also when that opens one itself. There is one connection, so nothing else may be asked of
 * the database meanwhile.
 */
export function inTransaction<Result>(
  gateway: Gateway,
  work: (inside: Gateway) => Promise<Result>,
): Promise<Result> {
  if (gateway.database.isTransaction) return work(gateway)
  return gateway.database.transaction().execute((database) => work({ ...gateway, database }))
}
