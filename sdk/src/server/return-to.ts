/** How a sign-in ended that did not succeed: the value of `sign_in` in the query of the page that follows. */
export type SignInOutcome =
  /** The user declined. */
  | 'denied'
  /** It took more than ten minutes, came back to another browser, or was answered twice. */
  | 'expired'
  /** The server or the network failed; `onFailure` was told. */
  | 'failed'

/**
 * The path that a user may be sent to afterwards: one of this site and none of sign-in's own, else `/`. Anything that
 * a browser would take for another site (`//host`, `/\host`, `https:…`) is such an other.
 */
export function safeReturnTo(returnTo: string | null, origin: string, own: readonly string[]): string {
  if (!returnTo?.startsWith('/')) return '/'
  const url = URL.parse(returnTo, origin)
  if (!url || url.origin !== origin || own.includes(url.pathname)) return '/'
  url.searchParams.delete('sign_in')
  const path = url.href.slice(url.origin.length)
  return path.startsWith('//') ? '/' : path
}

export function withOutcome(path: string, origin: string, outcome: SignInOutcome): string {
  const url = new URL(path, origin)
  url.searchParams.set('sign_in', outcome)
  return url.href.slice(url.origin.length)
}
