import type { ConduitErrorCode } from 'phorge-conduit'

/** What is wrong on our side; all other codes are those of `phorge-conduit`. */
export type ExtensionErrorCode =
  /** The message is none that may come from there. */
  | 'refused'
  /** The site is not turned on, or its server was taken away. */
  | 'site_off'
  /** The browser has no permission for the host any more. */
  | 'host_permission'
  /** The error has another task already, or none. */
  | 'conflict'
  /** The browser stopped the background on the way: it may have been done. */
  | 'interrupted'
  /** A defect in the extension. */
  | 'internal'

/** Why something was not done, and what to do. Shown to the user as text. */
export interface Failure {
  readonly code: ConduitErrorCode | ExtensionErrorCode
  readonly message: string
  readonly remedy: string
  /** The scopes that have to be granted first, when this is what is missing. */
  readonly scopes?: readonly string[] | undefined
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure }

/** Codes after which the same thing may work in a moment. */
const passing: ReadonlySet<Failure['code']> = new Set(['network', 'timeout', 'server', 'rate_limited'])

export function isPassing({ code }: Failure): boolean {
  return passing.has(code)
}

/** Codes after which the user has to sign in. */
export function needsSignIn({ code }: Failure): boolean {
  return code.startsWith('auth_')
}
