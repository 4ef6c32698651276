import { ConfigurationError } from '../errors.ts'

/** Where Phorge puts the signature: 64 hexadecimal digits. */
export const SIGNATURE_HEADER = 'x-phabricator-webhook-signature'

/**
 * Whether `body` was signed with one of `keys` (HMAC-SHA256). The comparison takes the same time whatever differs.
 *
 * @param body exactly as it arrived: what was parsed and written again has other bytes
 * @param signature the header `X-Phabricator-Webhook-Signature`
 * @param keys the webhook's HMAC key, from its page in Herald; two while one replaces the other
 * @throws {ConfigurationError} when there is no key, or an empty one
 * @example
 * ```ts
 * const body = await request.text()
 * const signature = request.headers.get('x-phabricator-webhook-signature')
 * if (!(await verifySignature(body, signature, process.env.WEBHOOK_KEY ?? ''))) return new Response(null, { status: 401 })
 * ```
 */
export async function verifySignature(
  body: string | Uint8Array,
  signature: string | null | undefined,
  keys: string | readonly string[],
): Promise<boolean> {
  const list = typeof keys === 'string' ? [keys] : keys
  assertKeys(list)
  const expected = fromHex(signature ?? '')
  if (!expected) return false
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
  // All of them, so that the time does not tell which one it was.
  const matches = await Promise.all(list.map((key) => isSignedWith(key, expected, bytes)))
  return matches.includes(true)
}

/** @throws {ConfigurationError} which repeats no key. An empty one would let everybody sign. */
export function assertKeys(keys: readonly string[]): void {
  if (keys.length > 0 && keys.every((key) => typeof key === 'string' && key !== '')) return
  throw new ConfigurationError('The HMAC key of the webhook is empty.', {
    remedy: "Copy it from the webhook's page in Herald: View HMAC Key.",
  })
}

async function isSignedWith(
  key: string,
  signature: Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const raw = new TextEncoder().encode(key)
  const imported = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify'])
  return crypto.subtle.verify('HMAC', imported, signature, body)
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{64}$/i.test(text)) return undefined
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}
