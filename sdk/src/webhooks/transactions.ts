import type { Transaction } from '../methods/transaction.ts'
import type { Phid } from '../methods/values.ts'
import type { WebhookPayload } from './payload.ts'

/** What is used of a `Conduit`. */
export interface TransactionSource {
  readonly transaction: {
    /** The transactions of one object that have these PHIDs. */
    search(params: {
      readonly objectIdentifier: string
      readonly constraints: { readonly phids: readonly Phid[] }
    }): AsyncIterable<Transaction>
  }
}

/** The transactions that a call names, oldest first, and those of them that this client may not see. */
export async function fetchTransactions(
  conduit: TransactionSource,
  { object, transactions }: WebhookPayload,
): Promise<{ transactions: Transaction[]; missing: Phid[] }> {
  const phids = transactions.map(({ phid }) => phid)
  // Without a constraint the search would give all that ever happened to the object.
  if (phids.length === 0) return { transactions: [], missing: [] }
  const found: Transaction[] = []
  const search = conduit.transaction.search({ objectIdentifier: object.phid, constraints: { phids } })
  for await (const transaction of search) found.push(transaction)
  const seen = new Set<string>(found.map(({ phid }) => phid))
  return {
    transactions: found.sort((one, other) => one.id - other.id),
    missing: phids.filter((phid) => !seen.has(phid)),
  }
}
