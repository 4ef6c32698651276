import type { Gateway } from '../gateway.ts'

/**
 * Where to go after signing in: a path of this gateway, or `/` for anything else, so that a link to the sign-in page
 * cannot send people to another site.
 */
export function safeReturnTo(candidate: unknown, gateway: Gateway): string {
  if (typeof candidate !== 'string' || !candidate.startsWith('/')) return '/'
  const base = new URL(gateway.config.publicUrl)
  const url = URL.parse(candidate, base)
  if (url?.origin !== base.origin) return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//elsewhere.example` normalizes to `//elsewhere.example`, which a browser takes for another host.
  if (path.startsWith('//') || /^\/sign-(?:in|out)\b/.test(path)) return '/'
  return path
}
