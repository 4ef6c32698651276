import { accessOf } from 'phorge-conduit'

/** What Phorge allows any OAuth token, and what we allow any token too: no scope is needed. */
export const openMethods: ReadonlySet<string> = new Set([
  'user.whoami',
  'conduit.query',
  'conduit.getcapabilities',
  'auth.logout',
  'maniphest.status.search',
  'maniphest.priority.search',
])

/** Answered to anybody; a credential sent along is not even looked at, as in Phorge. */
export const unauthenticatedMethods: ReadonlySet<string> = new Set([
  'conduit.ping',
  'conduit.getcapabilities',
])

/**
 * What no application may ever call, whatever anybody granted: methods that hand out credentials or open sessions
 * (with one of those, no other limit would mean anything), and calls that Phorge's own machines make to one another.
 */
const hardDeny: readonly string[] = [
  'conduit.connect',
  'conduit.getcertificate',
  'conduit.gettoken',
  'conduit.token.*',
  'passphrase.*',
  'auth.querypublickeys',
  'almanac.internal.*',
  'cluster.*',
  'diffusion.internal.*',
  'internal.*',
]

export interface DenyList {
  has(method: string): boolean
}

/** The hard deny list, longer by what the administrator adds (method names or patterns with `*`); never shorter. */
export function denyList(further: readonly string[] = []): DenyList {
  const denied = anyOf([...hardDeny, ...further])
  return { has: (method) => denied.test(method) }
}

/** `*` stands for any characters, dots included. */
export function wildcard(pattern: string): RegExp {
  return anyOf([pattern])
}

/** One expression for all patterns, because it is asked on every call. Method names are compared without case. */
function anyOf(patterns: readonly string[]): RegExp {
  const expressions = patterns.map((pattern) =>
    pattern
      .split(/\*+/)
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*'),
  )
  return new RegExp(`^(?:${expressions.join('|')})$`, 'i')
}

/** Whether a method may change something. Of one that the SDK does not know: unless its name says that it only reads. */
export function writes(method: string): boolean {
  return accessOf(method) === 'write'
}
