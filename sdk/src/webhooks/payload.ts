import * as z from 'zod/mini'
import { ValidationError } from '../errors.ts'
import { listOf, type Phid, phid } from '../methods/values.ts'

/** What Phorge sends. It says that something happened and not what: that is read over Conduit. */
export interface WebhookPayload {
  readonly object: {
    /** `TASK`, `DREV`, … */
    readonly type: string
    readonly phid: Phid
  }
  /** Why the webhook was called: Herald rules, or the webhook itself when it is a firehose. */
  readonly triggers: readonly { readonly phid: Phid }[]
  readonly action: {
    /** Somebody tries the webhook out; nothing happened. */
    readonly test: boolean
    /** Whoever made the change wished that nobody be notified of it. */
    readonly silent: boolean
    /** The object is confidential: pass nothing of it on over channels that others may read, such as plain mail. */
    readonly secure: boolean
    /** When it happened, in epoch seconds; not when it was delivered. */
    readonly epoch: number
  }
  /** What happened, for `transaction.search`. */
  readonly transactions: readonly { readonly phid: Phid }[]
}

const reference = z.looseObject({ phid: phid() })

const webhookPayload = z.looseObject({
  object: z.looseObject({ type: z.string(), phid: phid() }),
  triggers: listOf(reference),
  action: z.looseObject({ test: z.boolean(), silent: z.boolean(), secure: z.boolean(), epoch: z.number() }),
  transactions: listOf(reference),
})

/**
 * Reads the body of a call from Phorge. Fields that are not known are kept. Verify its signature first.
 *
 * @throws {ValidationError} which names the places that are wrong, and repeats nothing of the body
 * @example
 * ```ts
 * const { object, action } = parseWebhook(await request.text())
 * ```
 */
export function parseWebhook(body: string | Uint8Array): WebhookPayload {
  const parsed = webhookPayload.safeParse(json(body))
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'body')
  throw new ValidationError(
    `This is not a webhook of Phorge: ${[...new Set(places)].slice(0, 5).join(', ')}.`,
    {
      remedy: 'Check that the webhook in Herald is the one that calls this address.',
    },
  )
}

function json(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
