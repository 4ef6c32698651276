import type { Application } from '../applications/applications.ts'

/**
 * Whether a code may be sent there. A registered URI matches character by character (RFC 9700, section 2.1), with two
 * exceptions: the port of a loopback address of a public client (RFC 8252, section 7.3), and further query parameters
 * for an application that was written for Phorge.
 */
export function isRedirectUriAllowed(
  { redirectUris, kind, phorgeCompatible }: Pick<Application, 'redirectUris' | 'kind' | 'phorgeCompatible'>,
  candidate: string,
): boolean {
  if (redirectUris.includes(candidate)) return true
  if (!URL.canParse(candidate)) return false
  if (kind === 'public' && redirectUris.some((registered) => differsInPortOnly(registered, candidate)))
    return true
  return phorgeCompatible && redirectUris.some((registered) => hasMoreParameters(registered, candidate))
}

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?=[/?]|$)/

function differsInPortOnly(registered: string, candidate: string): boolean {
  const [from, to] = [LOOPBACK.exec(registered)?.[0], LOOPBACK.exec(candidate)?.[0]]
  if (!from || !to) return false
  return withoutPort(from) === withoutPort(to) && registered.slice(from.length) === candidate.slice(to.length)
}

function withoutPort(origin: string): string {
  return origin.replace(/:\d+$/, '')
}

function hasMoreParameters(registered: string, candidate: string): boolean {
  const [registeredBase, registeredQuery = ''] = registered.split('?', 2)
  const [base, query = ''] = candidate.split('?', 2)
  if (base !== registeredBase || candidate.includes('#')) return false
  const parameters = new URLSearchParams(query)
  return [...new URLSearchParams(registeredQuery)].every(([name, value]) =>
    parameters.getAll(name).includes(value),
  )
}
