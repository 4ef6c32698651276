import type { Application } from '../application.ts'
import type { Problem } from './proposal.ts'

/** A scheme of a program's own: a domain name read backwards (RFC 8252, section 7.1). */
const OWN_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:/
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?=[/?]|$)/
const LOOPBACK_HTTPS = /^https:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?=[:/?]|$)/i

type Asked = Pick<Application, 'kind' | 'callbackIsPrefix'>

/** What is wrong with a redirect URI: RFC 6749, section 3.1.2, and what RFC 8252 and RFC 9700 add to it. */
export function redirectProblem(uri: string, { kind, callbackIsPrefix }: Asked): Problem | undefined {
  const url = URL.parse(uri)
  if (!url || /[\s\\]/.test(uri)) {
    return problem(
      'not_an_address',
      `“${uri}” is no address: one such as https://errors.example.com/callback.`,
    )
  }
  if (url.username || url.password) {
    return problem('user_in_address', `“${uri}” contains a user name or a password.`)
  }
  if (uri.includes('#'))
    return problem('fragment', `“${uri}” has a fragment (#…), which OAuth does not allow.`)
  if (uri.includes('*')) {
    return problem('wildcard', `“${uri}” has a wildcard: name each address, or say that yours are prefixes.`)
  }
  const wrongScheme = schemeProblem(uri, kind)
  if (wrongScheme) return wrongScheme
  return callbackIsPrefix ? prefixProblem(uri, url) : undefined
}

function schemeProblem(uri: string, kind: Application['kind']): Problem | undefined {
  if (/^https:\/\//i.test(uri) || LOOPBACK.test(uri)) return undefined
  if (/^http:\/\//i.test(uri)) {
    return problem(
      'not_encrypted',
      `“${uri}” is not encrypted: https://, or http://localhost on one’s own machine.`,
    )
  }
  if (!OWN_SCHEME.test(uri)) {
    const message = `“${uri}” is not an address that starts with https://, or with a domain of yours read backwards, such as com.example.errors:/callback.`
    return problem('scheme', message)
  }
  if (kind === 'public') return undefined
  return problem('scheme_of_confidential', `“${uri}” has a scheme of its own: only public applications may.`)
}

/**
 * Beside a scheme of its own an application is a native one to the authorization server, which then takes no
 * `https://localhost`: nobody can prove that it is theirs (RFC 8252, section 7.2).
 */
export function mixedProblem(uris: readonly string[]): Problem | undefined {
  if (!uris.some((uri) => OWN_SCHEME.test(uri))) return undefined
  const uri = uris.find((one) => LOOPBACK_HTTPS.test(one))
  if (uri === undefined) return undefined
  const message = `“${uri}” cannot stand beside an address with a scheme of its own: write it with http://, which is enough on one’s own machine.`
  return problem('loopback_with_scheme', message)
}

/** What other addresses begin with has to be unmistakable. */
function prefixProblem(uri: string, url: URL): Problem | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return problem('prefix', `“${uri}” cannot be a prefix: only addresses of https:// can.`)
  }
  if (uri.includes('?') || uri.includes('%')) {
    return problem('prefix', `“${uri}” cannot be a prefix: it has a “?” or a “%”.`)
  }
  if (url.href !== uri && url.href !== `${uri}/`) {
    return problem('prefix', `“${uri}” cannot be a prefix: write it as ${url.href}.`)
  }
  return undefined
}

/** What is allowed, and should be seen by who decides. */
export function redirectWarnings({
  redirectUris,
  callbackIsPrefix,
}: Pick<Application, 'redirectUris' | 'callbackIsPrefix'>): string[] {
  const bare = redirectUris.filter((uri) => /^https?:\/\/[^/?]+\/?$/i.test(uri))
  const warnings = bare.map(
    (uri) =>
      `“${uri}” is a bare domain: name the one page that takes the answer, such as ${uri.replace(/\/$/, '')}/callback.`,
  )
  if (callbackIsPrefix) {
    const message =
      'Codes may be sent to every address that begins so: any page there that redirects onward gives them away.'
    warnings.push(message)
  }
  return warnings
}

function problem(rule: string, message: string): Problem {
  return { field: 'redirectUris', rule, message }
}
