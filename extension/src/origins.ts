/** The match pattern of a host: of a port of its own no browser but Chromium knows. */
export function hostPattern(url: string): string {
  const { protocol, hostname } = new URL(url)
  return `${protocol}//${hostname}/*`
}

/**
 * What a person types or pastes, as the address of a server: with a scheme, a slash at its end and nothing after it.
 * `undefined` for what is no address of the web.
 */
export function serverAddress(typed: string): string | undefined {
  const trimmed = typed.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return `${url.origin}/`
}
