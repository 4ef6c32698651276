export type { Transaction } from '../methods/transaction.ts'
export type { Delivery, DetailedDelivery } from './delivery.ts'
export {
  createWebhookHandler,
  type DetailedWebhookOptions,
  type HandledDeliveries,
  type WebhookHandler,
  type WebhookOptions,
} from './handler.ts'
export { parseWebhook, type WebhookPayload } from './payload.ts'
export { verifySignature } from './signature.ts'
export { type WebhookSource, webhookSource } from './source.ts'
export type { TransactionSource } from './transactions.ts'
