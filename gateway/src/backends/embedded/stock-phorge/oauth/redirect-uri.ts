/** Phorge's rule: the scheme may become safer, and query parameters may be added; all else is as it was registered. */
export function isAllowed(candidate: string, registered: string): boolean {
  const asked = URL.parse(candidate)
  const known = new URL(registered)
  if (!asked || candidate.includes('#') || !/^https?:$/.test(asked.protocol)) return false
  const isSafer = known.protocol === 'http:' && asked.protocol === 'https:'
  if (asked.protocol !== known.protocol && !isSafer) return false
  if (asked.hostname !== known.hostname || asked.port !== known.port) return false
  if (asked.pathname !== known.pathname) return false
  return [...known.searchParams].every(([name, value]) => asked.searchParams.getAll(name).includes(value))
}

/** Appends to the query that is there. Spaces become `%20`, as in Phorge's links. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string>>): string {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${uri}${uri.includes('?') ? '&' : '?'}${query.join('&')}`
}
