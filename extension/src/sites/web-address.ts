const LIMIT = 2_000

/** The address that a page gives, resolved; nothing unless it leads to a web page and carries no password. */
export function webAddress(value: string | null | undefined, document: Document): string | undefined {
  if (!value || value.length > LIMIT) return undefined
  const url = URL.parse(value, document.baseURI)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return url.href
}
