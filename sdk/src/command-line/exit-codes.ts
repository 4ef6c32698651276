import type { ConduitErrorCode } from '../errors.ts'

/** What the program ends with. Scripts decide by these: a number never changes its meaning. */
export const exitCodes = {
  ok: 0,
  /** The server refused the call, or `doctor` found a problem. */
  refused: 1,
  /** The command line, the configuration or a file it names is wrong. Nothing was sent. */
  usage: 2,
  /** Nobody is signed in, or not any more. */
  authentication: 3,
  /** The token may not make this call. */
  scope: 4,
  /** The server was not reached, or did not answer in time. */
  network: 5,
  /** A write was sent and no answer came: it may or may not have been carried out. */
  outcomeUnknown: 6,
  /** The server failed or is being called too often: the same call may succeed later. */
  later: 7,
  /** The server has drifted from the file that `types --check` compared it with. */
  drift: 8,
  /** A mistake in this program. */
  internal: 70,
  /** The result could not be written, because a disk is full: what was asked for may have been done. */
  output: 74,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const { refused, usage, authentication, scope, network, outcomeUnknown, later, interrupted } = exitCodes

/** The compiler says when an error of the library has no exit code. */
export const exitCodeOf: Readonly<Record<ConduitErrorCode, ExitCode>> = {
  auth_missing: authentication,
  auth_malformed: authentication,
  auth_invalid: authentication,
  auth_expired: authentication,
  auth_revoked: authentication,
  auth_address: authentication,
  auth_disabled: authentication,
  oauth_denied: authentication,
  oauth_callback: authentication,
  oauth_server: authentication,
  scope,
  second_factor: authentication,
  validation: refused,
  permission: refused,
  not_found: refused,
  method_unknown: refused,
  not_conduit: refused,
  rate_limited: later,
  server: later,
  network,
  timeout: network,
  outcome_unknown: outcomeUnknown,
  aborted: interrupted,
  configuration: usage,
}
