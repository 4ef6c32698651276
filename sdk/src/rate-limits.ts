/** Where the caller of an answer stands with one of the limits of its server. */
export interface RateLimit {
  /** The server's name for it: with a gateway `address`, `token`, `application` or `application-day`. */
  readonly policy: string
  /** Calls that would pass now. */
  readonly remaining: number
  /** Seconds until all of the quota is there again. */
  readonly reset: number | undefined
  /** Calls in a window. */
  readonly quota: number | undefined
  /** Seconds. */
  readonly window: number | undefined
}

/** One item of a structured field: a string or a token, and its parameters (RFC 9651, section 3.1). */
const ITEM =
  /(?:"((?:[^"\\]|\\.)*)"|([A-Za-z*][^\s,;"]*))((?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[^"\\]|\\.)*"|[^\s,;"]*))?)*)/g

/** A value that is a string may look like a parameter. */
const TEXT = /"(?:[^"\\]|\\.)*"/g

/**
 * The limits that an answer tells of in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), the
 * scarcest first; none of a server that does not tell, such as a stock Phorge. What cannot be read is left out.
 *
 * @example
 * ```ts
 * const { response } = await conduit.user.whoami().withResponse()
 * for (const { policy, remaining } of rateLimits(response.headers)) console.log(policy, remaining)
 * ```
 */
export function rateLimits(headers: Headers): RateLimit[] {
  const policies = new Map(itemsOf(headers.get('ratelimit-policy')))
  return itemsOf(headers.get('ratelimit'))
    .flatMap(([policy, parameters]) => {
      const remaining = countIn(parameters, 'r')
      if (remaining === undefined) return []
      const stated = policies.get(policy) ?? ''
      const [quota, window] = [countIn(stated, 'q'), countIn(stated, 'w')]
      return [{ policy, remaining, reset: countIn(parameters, 't'), quota, window }]
    })
    .sort((a, b) => a.remaining - b.remaining)
}

function itemsOf(field: string | null): [name: string, parameters: string][] {
  return [...(field ?? '').matchAll(ITEM)].map(([, text, token = '', parameters = '']) => [
    text?.replaceAll(/\\(.)/g, '$1') ?? token,
    parameters.replaceAll(TEXT, '""'),
  ])
}

/** A whole number that is not negative. */
function countIn(parameters: string, name: string): number | undefined {
  const digits = new RegExp(`;\\s*${name}=(\\d{1,15})(?![^;\\s])`).exec(parameters)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
