import type { Transaction } from '../methods/transaction.ts'
import type { Phid } from '../methods/values.ts'
import type { WebhookPayload } from './payload.ts'

/** One call of the webhook, handed over once. */
export interface Delivery {
  /** The same for every repetition of this call. */
  readonly id: string
  readonly payload: WebhookPayload
  /**
   * This process was handed something later of the same object before: this call had to be repeated. Do not take its
   * values for the present ones.
   */
  readonly late: boolean
}

/** A delivery with what its transactions say. */
export interface DetailedDelivery extends Delivery {
  /** Oldest first. */
  readonly transactions: readonly Transaction[]
  /** Transactions that the client's user may not see. */
  readonly missing: readonly Phid[]
}

/**
 * Phorge gives its calls no identifier, and repeats a call that failed with the same content: the content is what tells
 * calls apart.
 */
export async function deliveryId({
  object,
  triggers,
  action,
  transactions,
}: WebhookPayload): Promise<string> {
  const phids = (list: readonly { readonly phid: Phid }[]) => list.map(({ phid }) => phid).sort()
  const content = [object.phid, phids(triggers), phids(transactions), action.epoch, action.test]
  const bytes = new TextEncoder().encode(JSON.stringify(content))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
