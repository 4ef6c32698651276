import { report } from '../server/report.ts'
import { oneAtATime } from '../stores/one-at-a-time.ts'
import { readBody } from './body.ts'
import { type Delivery, type DetailedDelivery, deliveryId } from './delivery.ts'
import { parseWebhook, type WebhookPayload } from './payload.ts'
import { Recent } from './recent.ts'
import { assertKeys, SIGNATURE_HEADER, verifySignature } from './signature.ts'
import { fetchTransactions, type TransactionSource } from './transactions.ts'

/** Remembers which deliveries were handled. A `Set` is one; several processes need one that they share. */
export interface HandledDeliveries {
  /** Whether `add` was called with this id before. */
  has(id: string): boolean | Promise<boolean>
  /** Called when the delivery was handled. What it returns is waited for. */
  add(id: string): unknown
}

interface SharedOptions {
  /** The webhook's HMAC key, from its page in Herald; two while one replaces the other. */
  readonly keys: string | readonly string[]
  /** @default this process's last 10,000 */
  readonly handled?: HandledDeliveries | undefined
  /**
   * Milliseconds after which the call is answered although its delivery is still being handled. Phorge waits 15
   * seconds, and holds back this webhook's other calls meanwhile. @default 10000
   */
  readonly answerWithin?: number | undefined
  /** Bytes of a body that are read. @default 1048576 */
  readonly maxBytes?: number | undefined
  /** Keeps a serverless platform from ending work that goes on after the answer. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
  /** Is told what `onDelivery`, Conduit or `handled` threw. @default a warning of the platform */
  readonly onFailure?: ((error: unknown, payload: WebhookPayload) => void) | undefined
}

/** A handler of deliveries as Phorge sends them. */
export interface WebhookOptions extends SharedOptions {
  readonly conduit?: undefined
  /** Called once for each delivery. */
  readonly onDelivery: (delivery: Delivery) => void | Promise<void>
}

/** A handler of deliveries together with what they are about. */
export interface DetailedWebhookOptions extends SharedOptions {
  /** Reads the transactions of each delivery, so that they are those which its user may see. */
  readonly conduit: TransactionSource
  /** Called once for each delivery, with the transactions that it names. */
  readonly onDelivery: (delivery: DetailedDelivery) => void | Promise<void>
}

type AnyOptions = WebhookOptions | DetailedWebhookOptions

/** Answers one call of a webhook. */
export type WebhookHandler = (request: Request) => Promise<Response>

/** How many deliveries and objects are remembered. */
const REMEMBERED = 10_000

/**
 * A function from `Request` to `Response` for the address that a webhook of Herald calls. It verifies the signature and
 * hands over each delivery once: of one object one after the other, of several side by side. It answers
 *
 * - 200 when the delivery was handled, now or before; 202 when it is taking longer than `answerWithin`;
 * - 500 when `onDelivery` threw or Conduit failed: Phorge then repeats the call until it succeeds;
 * - 401 without a right signature, 400 and 413 for what is no webhook, 405 for anything but POST.
 *
 * A process that ends in the middle of `onDelivery` gets the delivery again: let doing it twice do no harm.
 *
 * @throws {ConfigurationError} when there is no key, or an empty one
 * @example
 * ```ts
 * const handle = createWebhookHandler({
 *   keys: process.env.WEBHOOK_KEY ?? '',
 *   conduit,
 *   async onDelivery({ payload, transactions, late }) {
 *     if (payload.action.test || late) return
 *     for (const { type, authorPHID } of transactions) await announce(payload.object.phid, type, authorPHID)
 *   },
 * })
 * export default { fetch: handle }
 * ```
 */
export function createWebhookHandler(options: DetailedWebhookOptions): WebhookHandler
export function createWebhookHandler(options: WebhookOptions): WebhookHandler
export function createWebhookHandler(options: AnyOptions): WebhookHandler {
  const { keys, answerWithin = 10_000, maxBytes = 1_048_576, waitUntil, onFailure = report } = options
  assertKeys(typeof keys === 'string' ? [keys] : keys)
  const handOver = handingOver(options)

  return async (request) => {
    if (request.method !== 'POST') return answer(405, 'Only POST is understood.', { allow: 'POST' })
    const body = await readBody(request, maxBytes)
    if (!body) return answer(413, 'The body is too large.')
    if (!(await verifySignature(body, request.headers.get(SIGNATURE_HEADER), keys))) {
      return answer(401, 'The signature is missing or wrong.')
    }
    const payload = payloadOf(body)
    if (!payload) return answer(400, 'The body is not a webhook of Phorge.')

    const work = handOver(payload).then(
      () => answer(200, 'Handled.'),
      (error) => {
        onFailure(error, payload)
        return answer(500, 'It could not be handled.')
      },
    )
    waitUntil?.(work)
    return firstOf(work, answerWithin)
  }
}

/** What is after the checks: each delivery once, those of one object in turn. */
function handingOver(options: AnyOptions): (payload: WebhookPayload) => Promise<void> {
  const { handled = recentDeliveries() } = options
  const inTurn = oneAtATime()
  const latest = new Recent<Position>(REMEMBERED)

  return async (payload) => {
    const id = await deliveryId(payload)
    const { phid } = payload.object
    await inTurn(phid, async () => {
      if (await handled.has(id)) return
      const last = latest.get(phid)
      const position = await deliver(options, id, payload, last)
      if (!payload.action.test && !isBefore(position, last)) latest.set(phid, position)
      await handled.add(id)
    })
  }
}

/** Where in an object's history a delivery belongs. Seconds are coarse; the ids of transactions rise. */
interface Position {
  readonly epoch: number
  readonly newest: number
}

async function deliver(
  options: AnyOptions,
  id: string,
  payload: WebhookPayload,
  last: Position | undefined,
): Promise<Position> {
  const { epoch } = payload.action
  if (!options.conduit) {
    const position = { epoch, newest: 0 }
    await options.onDelivery({ id, payload, late: isBefore(position, last) })
    return position
  }
  const details = await fetchTransactions(options.conduit, payload)
  const position = { epoch, newest: details.transactions.at(-1)?.id ?? 0 }
  await options.onDelivery({ id, payload, late: isBefore(position, last), ...details })
  return position
}

function isBefore(position: Position, last: Position | undefined): boolean {
  if (!last) return false
  if (position.epoch !== last.epoch) return position.epoch < last.epoch
  return position.newest < last.newest
}

function recentDeliveries(): HandledDeliveries {
  const recent = new Recent<true>(REMEMBERED)
  return { has: (id) => recent.get(id) === true, add: (id) => recent.set(id, true) }
}

function payloadOf(body: Uint8Array): WebhookPayload | undefined {
  try {
    return parseWebhook(body)
  } catch {
    return undefined
  }
}

async function firstOf(work: Promise<Response>, answerWithin: number): Promise<Response> {
  const { promise: late, resolve } = Promise.withResolvers<Response>()
  const timer = setTimeout(() => resolve(answer(202, 'It is being handled.')), answerWithin)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function answer(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })
}
