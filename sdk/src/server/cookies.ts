/** Browsers drop a cookie of more bytes without a word. */
export const maxCookieLength = 4096

export interface CookieAttributes {
  readonly path: string
  /** Seconds; 0 deletes the cookie. */
  readonly maxAge: number
  readonly secure: boolean
}

/** The cookies of a request, by name. */
export function readCookies(request: Request): ReadonlyMap<string, string> {
  const pairs = (request.headers.get('cookie') ?? '').split(';').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
  })
  return new Map(pairs)
}

/** A `Set-Cookie` value that no script reads and no foreign page's request carries, except a link or redirect to us. */
export function writeCookie(name: string, value: string, { path, maxAge, secure }: CookieAttributes): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}
