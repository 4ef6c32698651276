import { browser, type Runtime } from '../browser.ts'

/** Where a message comes from, as the browser itself says and not the message. */
export type Sender =
  /** A page of the extension. */
  | { readonly kind: 'page' }
  /** Our content script in the main frame of a tab. */
  | { readonly kind: 'site'; readonly origin: string; readonly address: string; readonly tabId: number }

export function senderOf({
  id,
  url = '',
  origin,
  tab,
  frameId,
}: Runtime.MessageSender & { origin?: string }): Sender | undefined {
  if (id !== browser.runtime.id) return undefined
  if (url.startsWith(browser.runtime.getURL(''))) return { kind: 'page' }
  const address = URL.parse(url)
  // A frame in a page may be anybody's.
  if (!address || tab?.id === undefined || frameId !== 0) return undefined
  // A sandboxed document has an address and yet the origin "null".
  if (origin !== undefined && origin !== address.origin) return undefined
  return { kind: 'site', origin: address.origin, address: address.href, tabId: tab.id }
}
