import { isEditMethod } from './methods/rules.ts'
import { createsObject } from './scopes.ts'

/** What a gateway says in `X-Conduit-Capabilities` and in its metadata: it answers a repeat as it answered the first. */
const CAPABILITY = 'idempotency-key'

/** A new key (draft-ietf-httpapi-idempotency-key-header, section 2.4: a UUID is recommended). */
export function newIdempotencyKey(): string {
  // A page without TLS has no `randomUUID`, and every page has random numbers.
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-')
}

/**
 * Transactions that give a field a value. The second finds nothing to change: Phorge then takes the edit and leaves the
 * transaction out of the result. Others add something each time (`comment`), or are refused the second time (`accept`
 * of a revision), so that a repeat would tell of a failure where there was none: those that are not named here.
 */
const SETS_VALUE =
  /^(title|name|description|status|priority|owner|points|subtype|column|space|view|edit|custom\..+|.+\.(add|remove|set))$/

/** Whether a stock Phorge, which has no idempotency keys, can be sent this twice: an edit of an object that only sets. */
export function isIdempotentEdit(method: string, params: object): boolean {
  if (!isEditMethod(method) || createsObject(params)) return false
  const transactions: unknown = 'transactions' in params ? params.transactions : undefined
  return Array.isArray(transactions) && transactions.every((change) => SETS_VALUE.test(change?.type))
}

/** Whether the server keeps the answer to a write under its key, as far as is known. */
export class KeyKeeping {
  readonly #url: string
  readonly #fetch: typeof fetch | undefined
  #isKnown: boolean | undefined
  #lastSaid: string | null | undefined

  /** @param url The server's address, with a slash at its end. */
  constructor(url: string, fetch: typeof globalThis.fetch | undefined) {
    this.#url = url
    this.#fetch = fetch
  }

  /** Every answer of Conduit says it: the last one holds, as a server may be put behind a gateway and out again. */
  learn(headers: Headers): void {
    const said = headers.get('x-conduit-capabilities')
    if (said === this.#lastSaid) return
    this.#lastSaid = said
    this.#isKnown = said?.split(/[ ,]+/).includes(CAPABILITY) ?? false
  }

  /** Asked before a write is repeated that was the first call to this server and whose answer was lost. Never rejects. */
  async isCertain(signal: AbortSignal): Promise<boolean> {
    this.#isKnown ??= await this.#ask(signal).catch(() => undefined)
    return this.#isKnown === true
  }

  /** RFC 9728, section 3.1: the path of the resource comes behind the well-known one. */
  async #ask(signal: AbortSignal): Promise<boolean | undefined> {
    const { origin, pathname } = new URL(`${this.#url}api`)
    const metadata = `${origin}/.well-known/oauth-protected-resource${pathname}`
    const fetch = this.#fetch ?? globalThis.fetch
    const response = await fetch(metadata, { signal, credentials: 'omit', redirect: 'manual' })
    // In trouble it does not say; that it does not know the page it does.
    if (response.status >= 500 || response.status === 429) return undefined
    if (response.status !== 200) return false
    // Whose metadata they are (`resource`) is of no interest: what a gateway behind a proxy calls itself is another address.
    const { conduit_capabilities_supported: capabilities } = await response.json()
    return Array.isArray(capabilities) && capabilities.includes(CAPABILITY)
  }
}
