import { NetworkError } from './errors.ts'
import { codeOf, safeCause } from './redact.ts'

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'Check the port, and that the server is running: nobody listens there.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'Check the host name: it is not known here.'],
  [/^ERR_SSL_/, 'Check the address: this port may speak http:// and not https://.'],
  [/^ERR_TLS_CERT_ALTNAME/, "Use a host name that the server's certificate is for."],
  [/^CERT_HAS_EXPIRED$/, 'Ask whoever runs the server to renew its certificate, which has expired.'],
  [
    /CERT|^UNABLE_TO_/,
    "Give Node the certificate of the authority that signed the server's, with NODE_EXTRA_CA_CERTS: it is not trusted here.",
  ],
]

const BLOCKED_PORT = 'Use another port: fetch refuses to connect to this one.'

/** The error for an exchange that a `fetch` gave up, with the system's code and what that usually means. */
export function networkError(
  what: string,
  thrown: unknown,
  { method, secrets = [] }: { method?: string | undefined; secrets?: readonly string[] } = {},
): NetworkError {
  const code = codeOf(thrown)
  return new NetworkError(`${what}${code ? ` (${code})` : ''}.`, {
    method,
    remedy: isBlockedPort(thrown) ? BLOCKED_PORT : remedyOf(code),
    cause: safeCause(thrown, secrets),
  })
}

function remedyOf(code: string | undefined): string | undefined {
  return REMEDIES.find(([codes]) => code !== undefined && codes.test(code))?.[1]
}

/** The Fetch standard's list of ports that are never connected to; Node says so in these words and without a code. */
function isBlockedPort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.message === 'bad port' || isBlockedPort(thrown.cause))
}

/** Whether it fails the same way until somebody changes something: an unknown host name, a certificate, a blocked port. */
export function isLasting(thrown: unknown): boolean {
  return isBlockedPort(thrown) || /^(ENOTFOUND|ERR_SSL_|ERR_TLS_|UNABLE_TO_)|CERT/.test(codeOf(thrown) ?? '')
}

/** Whether it failed before the request left. A browser does not say, so that there every lost write is in doubt. */
export function wasNeverSent(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  if ('syscall' in thrown && (thrown.syscall === 'connect' || thrown.syscall === 'getaddrinfo')) return true
  const isRefused = /^(ECONNREFUSED|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)/.test(codeOf(thrown) ?? '')
  return isRefused || isLasting(thrown) || wasNeverSent(thrown.cause)
}
