import { isLoopback } from '../oauth/transport.ts'

/** Whether a page of this site sent the request. Browsers say so; whoever says nothing is refused. */
export function isSameOrigin(request: Request, origin: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site) return site === 'same-origin'
  return request.headers.get('origin') === origin
}

/**
 * `localhost` and `127.0.0.1` are two sites with cookies of their own. Who starts at the one that is not the redirect URI's
 * is sent over there, or the callback would not find the flow.
 */
export function onCanonicalLoopback(request: Request, origin: string): string | undefined {
  const here = new URL(request.url)
  const there = new URL(here.pathname + here.search, origin)
  const isOther = here.hostname !== there.hostname && here.port === there.port
  return isOther && isLoopback(here.hostname) && isLoopback(there.hostname) ? there.href : undefined
}
