const API_TOKEN = /\b(api|cli|clr)-[A-Za-z0-9]+/g
const BEARER = /\bBearer\s+\S+/gi
const LONGEST = 1000

/**
 * Makes a server's prose fit for an error message: Phorge echoes the token it refuses, and after a request that it
 * could not parse the whole body of it.
 */
export function redact(prose: string, secrets: readonly string[]): string {
  if (prose.includes('__conduit__') || prose.includes('access_token'))
    return '(withheld: it repeats the request)'
  const withoutOurs = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((text, secret) => text.replaceAll(secret, '(secret)'), prose)
  const clean = withoutOurs.replace(API_TOKEN, '(secret)').replace(BEARER, 'Bearer (secret)')
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean
}

/**
 * A copy of a thrown thing with its names and codes and nothing else: ky's and fetch's own errors may hold the request,
 * and the request holds the token.
 */
export function safeCause(thrown: unknown, secrets: readonly string[], depth = 3): Error | undefined {
  if (!(thrown instanceof Error) || depth === 0) return undefined
  const cause = safeCause(thrown.cause, secrets, depth - 1)
  const copy = new Error(redact(thrown.message, secrets), cause === undefined ? {} : { cause })
  copy.name = thrown.name
  const code = codeOf(thrown)
  return code === undefined ? copy : Object.assign(copy, { code })
}

/** The operating system's or runtime's code, such as `ECONNREFUSED`, of an error or of what caused it. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return codeOf(thrown.cause)
}
