import type { Transaction } from './history.ts'

/** One change as Conduit tells it, in the shape of Phorge's `transaction.search`. */
export function describeTransaction({ id, phid, type, objectPhid, authorPhid, at, ...change }: Transaction) {
  return {
    id,
    phid,
    type,
    objectPHID: objectPhid,
    authorPHID: authorPhid ?? null,
    dateCreated: at,
    fields: { old: change.old, new: change.new, reason: change.reason ?? null },
  }
}
