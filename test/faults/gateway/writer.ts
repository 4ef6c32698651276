import type { Ledger } from './ledger.ts'
import type { RunningGateway } from './running-gateway.ts'

interface Answered {
  readonly status: number
  readonly error_code: string | null
  readonly reason?: { readonly code: string }
  readonly upstream?: { readonly done: 'no' | 'unknown' }
}

/** `again`: it was certainly not done, or nobody answered: a key makes it safe to send it again. */
export type Outcome = 'done' | 'again' | 'unknown'

/** Creates a task under an `Idempotency-Key`, once. The ledger is told what the gateway promised. */
export async function createTask(gateway: RunningGateway, ledger: Ledger, title: string): Promise<Outcome> {
  ledger.attempted.add(title)
  const answered = await send(gateway, title).catch(() => undefined)
  if (!answered) return 'again'
  if (answered.error_code === null) {
    ledger.writes.add(title)
    ledger.unknown.delete(title)
    return 'done'
  }
  if (answered.status === 409 || answered.upstream?.done === 'unknown') {
    ledger.unknown.add(title)
    return 'unknown'
  }
  return 'again'
}

async function send({ url, credentials }: RunningGateway, title: string): Promise<Answered> {
  const params = {
    transactions: [{ type: 'title', value: title }],
    __conduit__: { token: credentials.apiToken },
  }
  const response = await fetch(`${url}/api/maniphest.edit`, {
    method: 'POST',
    headers: { 'idempotency-key': title.replaceAll(/\W+/g, '-') },
    body: new URLSearchParams({ params: JSON.stringify(params), output: 'json' }),
    signal: AbortSignal.timeout(5000),
  })
  return { status: response.status, ...((await response.json()) as Omit<Answered, 'status'>) }
}
