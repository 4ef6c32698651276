import { createHmac } from 'node:crypto'
import type { WebhookPayload } from 'phorge-conduit/webhooks'

export const key = '3xt5i5dz2ua3czpbnbhkcsqcr3wfp4ij'

export const task = 'PHID-TASK-gsfmtzuk6ru37tayiyc3'

interface Happened {
  readonly object?: string
  readonly epoch?: number
  readonly test?: boolean
  readonly transactions?: readonly string[]
}

export function payloadOf({
  object = task,
  epoch = 1_795_408_880,
  test = false,
  transactions = [],
}: Happened = {}) {
  return {
    object: { type: 'TASK', phid: object },
    triggers: [],
    action: { test, silent: false, secure: false, epoch },
    transactions: transactions.map((phid) => ({ phid })),
  } as unknown as WebhookPayload
}

/** A body as Phorge writes it, and its signature. */
export function signed(payload: object, by = key): { body: string; signature: string } {
  const body = `${JSON.stringify(payload, null, 2)}\n`
  return { body, signature: createHmac('sha256', by).update(body).digest('hex') }
}

/** The call that Phorge makes. */
export function call(payload: object, by = key): Request {
  const { body, signature } = signed(payload, by)
  return request(body, { 'x-phabricator-webhook-signature': signature })
}

export function request(body: string, headers: Record<string, string>): Request {
  return new Request('https://errors.example.com/webhook', { method: 'POST', body, headers })
}
