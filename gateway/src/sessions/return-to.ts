import type { Gateway } from '../gateway.ts'
import { paths } from '../pages/paths.ts'

/**
 * Where to go after signing in: a path of this gateway, or the start page for anything else, so that a link to the sign-in page
 * cannot send people to another site.
 */
export function safeReturnTo(candidate: unknown, gateway: Gateway, start: string = paths.home): string {
  if (typeof candidate !== 'string' || !candidate.startsWith('/')) return start
  const base = new URL(gateway.config.publicUrl)
  const url = URL.parse(candidate, base)
  if (url?.origin !== base.origin) return start
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//elsewhere.example` normalizes to `//elsewhere.example`, which a browser takes for another host.
  if (path.startsWith('//') || isSignIn(url.pathname)) return start
  return path
}

/** To go there again would be to go round in a circle. */
function isSignIn(path: string): boolean {
  return [paths.signIn, paths.signOut].some((start) => path === start || path.startsWith(`${start}/`))
}
