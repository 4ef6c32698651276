const LONGEST = 60

/** Products in the order in which a browser means them: each also names those that it wants to be taken for. */
const BROWSERS = /\b(?:Firefox|Edg|OPR|Chrome|Safari)\/[\d.]+/

/** A product with its version (RFC 9110, section 10.1.5). */
const PRODUCT = /^[\w.!#$%&'*+^`|~-]+(?:\/[\w.!#$%&'*+^`|~-]+)?/

/** The program that calls, by the first product of its `User-Agent`; of a browser the one that it is. */
export function clientOf(userAgent: string | undefined): string | undefined {
  if (!userAgent) return undefined
  const [first] = PRODUCT.exec(userAgent) ?? []
  const [browser] = (first?.startsWith('Mozilla/') && BROWSERS.exec(userAgent)) || []
  return (browser ?? first)?.slice(0, LONGEST)
}
