import { createWebhookHandler, type WebhookHandler, type WebhookOptions } from './handler.ts'

/** Tells of changes of tasks as Phorge's webhooks do. */
export interface WebhookSource {
  /** For the address that the webhook calls. */
  readonly handle: WebhookHandler
  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void
}

/**
 * Makes of a webhook's calls what `watch` listens to. A call says that something happened, and the watch reads what: calls
 * that come twice, late, in another order or not at all change nothing of what is handed over.
 *
 * @throws {ConfigurationError} when there is no key, or an empty one
 * @example
 * ```ts
 * const webhooks = webhookSource({ keys: process.env.WEBHOOK_KEY ?? '' })
 * export default { fetch: webhooks.handle }
 * for await (const { task } of watch(conduit, { webhooks })) await announce(task)
 * ```
 */
export function webhookSource(options: Omit<WebhookOptions, 'onDelivery' | 'conduit'>): WebhookSource {
  const listeners = new Set<() => void>()
  return {
    handle: createWebhookHandler({
      ...options,
      onDelivery({ payload }) {
        if (payload.action.test || payload.object.type !== 'TASK') return
        for (const listener of listeners) listener()
      },
    }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
