import { type Envelope, Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { digest } from '../secrets.ts'

/** An answer is kept for 24 hours: longer than any client goes on trying, shorter than a person remembers a key. */
const KEPT_SECONDS = 86_400

/** A write that must not happen twice. */
export interface KeyedCall {
  /** Who calls: two people or two applications with the same key do not meet. */
  readonly caller: string
  readonly key: string
  /** Method and parameters. The same key with another call is a mistake of the client, and is refused. */
  readonly fingerprint: string
  /** What the caller proved who they are with. A refusal may repeat what was sent, and this is not to be kept with it. */
  readonly secret: string | undefined
}

export type Outcome =
  | { readonly kind: 'answered'; readonly envelope: Envelope; readonly repeated: boolean }
  /** The key was used for another call. */
  | { readonly kind: 'different_call' }
  /** The first call with this key is still being made, or its process died before the answer was kept. */
  | { readonly kind: 'no_answer_yet' }

/** The calls of this process that are being made now, by caller and key. */
export type CallsUnderWay = Map<string, Promise<Envelope>>

/**
 * Makes a call once for its key. A repeat gets the first answer, whether it was a success or a refusal. A repeat that
 * comes while the first is being made waits for it.
 *
 * The key is written down before the call: if the process dies in between, nobody can know whether the write happened,
 * and a repeat is told so instead of making it again.
 */
export async function once(
  gateway: Gateway,
  underWay: CallsUnderWay,
  keyed: KeyedCall,
  makeCall: () => Promise<Envelope>,
): Promise<Outcome> {
  const id = `${keyed.caller} ${digest(keyed.key)}`
  const first = await claim(gateway, keyed)
  if (first) return repeat(first, keyed, underWay.get(id))

  const call = makeCall()
  underWay.set(id, call)
  try {
    const envelope = await call
    await keep(gateway, keyed, envelope)
    return { kind: 'answered', envelope, repeated: false }
  } catch (error) {
    // Nothing was done, so the same key may try again.
    if (error instanceof Unavailable && error.done === 'no') await release(gateway, keyed)
    throw error
  } finally {
    underWay.delete(id)
  }
}

interface FirstCall {
  readonly fingerprint: string
  readonly answer: string | null
}

/** Writes the key down. @returns what is there already, if this is a repeat. */
async function claim(
  gateway: Gateway,
  { caller, key, fingerprint }: KeyedCall,
): Promise<FirstCall | undefined> {
  const { database, now } = gateway
  await database
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', now() - KEPT_SECONDS)
    .execute()
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('idempotency_keys')
    .values({ caller, key_digest: digest(key), fingerprint, answer: null, created_at: now() })
    .onConflict((conflict) => conflict.columns(['caller', 'key_digest']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows) return undefined
  return database
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'answer'])
    .where('caller', '=', caller)
    .where('key_digest', '=', digest(key))
    .executeTakeFirst()
}

async function repeat(
  first: FirstCall,
  { fingerprint }: KeyedCall,
  underWay: Promise<Envelope> | undefined,
): Promise<Outcome> {
  if (first.fingerprint !== fingerprint) return { kind: 'different_call' }
  if (first.answer !== null) return { kind: 'answered', envelope: JSON.parse(first.answer), repeated: true }
  if (!underWay) return { kind: 'no_answer_yet' }
  return { kind: 'answered', envelope: await underWay, repeated: true }
}

async function keep(gateway: Gateway, { caller, key, secret }: KeyedCall, envelope: Envelope): Promise<void> {
  const answer = JSON.stringify(envelope)
  await gateway.database
    .updateTable('idempotency_keys')
    .set({ answer: secret ? answer.replaceAll(secret, '(token)') : answer })
    .where('caller', '=', caller)
    .where('key_digest', '=', digest(key))
    .execute()
}

async function release(gateway: Gateway, { caller, key }: KeyedCall): Promise<void> {
  await gateway.database
    .deleteFrom('idempotency_keys')
    .where('caller', '=', caller)
    .where('key_digest', '=', digest(key))
    .execute()
}

/** The same for the same call, however its parameters are ordered. */
export function fingerprintOf(
  method: string,
  params: Readonly<Record<string, unknown>>,
  typed: boolean,
): string {
  return digest(JSON.stringify([method, typed, params], sortedKeys))
}

function sortedKeys(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
