import type { Application } from '../applications/applications.ts'

/** What decides where codes may be sent. */
export type Registered = Pick<Application, 'redirectUris' | 'kind' | 'phorgeCompatible' | 'callbackIsPrefix'>

/**
 * Whether a code may be sent there. A registered URI matches character by character (RFC 9700, section 2.1), with three
 * exceptions: the port of a loopback address of a public client (RFC 8252, section 7.3), further query parameters for an
 * application that was written for Phorge, and what lies below a URI that was approved as a prefix.
 */
export function isRedirectUriAllowed(
  { redirectUris, kind, phorgeCompatible, callbackIsPrefix }: Registered,
  candidate: string,
): boolean {
  if (redirectUris.includes(candidate)) return true
  if (!URL.canParse(candidate)) return false
  if (kind === 'public' && redirectUris.some((registered) => differsInPortOnly(registered, candidate)))
    return true
  if (callbackIsPrefix && redirectUris.some((registered) => liesBelow(registered, candidate))) return true
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

/**
 * Whole path segments may follow, and a query. What two programs could read differently is refused: an address that a
 * browser would write otherwise, escapes (`%2f`), path parameters (`..;`), empty segments.
 */
function liesBelow(prefix: string, candidate: string): boolean {
  if (!candidate.startsWith(prefix) || URL.parse(candidate)?.href !== candidate) return false
  const { base, query } = atQuestionMark(candidate)
  if (candidate.includes('#') || RESERVED.some((name) => query.has(name))) return false
  const rest = base.slice(prefix.length)
  if (rest === '') return true
  if (!prefix.endsWith('/') && !rest.startsWith('/')) return false
  const segments = (prefix.endsWith('/') ? rest : rest.slice(1)).split('/')
  return segments.every(
    (segment, at) => SEGMENT.test(segment) || (segment === '' && at === segments.length - 1),
  )
}

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._~!$'()*+,=:@-]+$/

function hasMoreParameters(registered: string, candidate: string): boolean {
  const [from, to] = [atQuestionMark(registered), atQuestionMark(candidate)]
  if (from.base !== to.base || candidate.includes('#')) return false
  if (RESERVED.some((name) => to.query.has(name) && !from.query.has(name))) return false
  return [...from.query.keys()].every((name) => valuesOf(from.query, name) === valuesOf(to.query, name))
}

/** What our answer says (RFC 6749, section 4.1.2; RFC 9207): nobody else may put that into the address. */
const RESERVED = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']

/** Also when it is there twice: nobody knows which of them an application reads. */
function valuesOf(query: URLSearchParams, name: string): string {
  return JSON.stringify(query.getAll(name))
}

function atQuestionMark(uri: string): { base: string; query: URLSearchParams } {
  const at = uri.indexOf('?')
  if (at < 0) return { base: uri, query: new URLSearchParams() }
  return { base: uri.slice(0, at), query: new URLSearchParams(uri.slice(at + 1)) }
}
