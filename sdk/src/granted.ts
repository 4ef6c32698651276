import type { Credential } from './credentials/credential.ts'
import { AuthenticationError, ScopeError } from './errors.ts'
import { needsAuthentication } from './methods/rules.ts'
import { isUnscoped } from './scopes.ts'

/** What a credential may do as far as scopes go. */
type Grant = 'nobody' | 'everything' | readonly string[] | undefined

/** Whether a credential covers a scope. Rejects when the credential cannot be read: a store that fails. */
export async function can(credential: Credential | undefined, scope: string): Promise<boolean> {
  return covers(await grantOf(credential), scope)
}

/** @throws {ScopeError | AuthenticationError} */
export async function requireScopes(
  credential: Credential | undefined,
  needed: readonly string[],
): Promise<void> {
  const grant = await grantOf(credential)
  const missing = needed.filter((scope) => !covers(grant, scope))
  if (missing.length === 0) return
  if (grant === 'nobody') {
    throw new AuthenticationError(
      'auth_missing',
      `Nobody is signed in, which this takes: ${missing.join(' ')}.`,
    )
  }
  const granted = Array.isArray(grant) ? grant : []
  const reason = grant ? 'not_granted' : 'not_offered'
  const authorizationUrl = grant && (await credential?.authorizationUrl?.(missing).catch(() => undefined))
  throw new ScopeError({ reason, needed, granted, missing, authorizationUrl })
}

async function grantOf(credential: Credential | undefined): Promise<Grant> {
  if (!credential) return 'nobody'
  try {
    const { kind } = await credential.authorization()
    return kind === 'access-token' ? await credential.grantedScopes?.() : 'everything'
  } catch (error) {
    if (error instanceof AuthenticationError) return 'nobody'
    throw error
  }
}

/** The whole method covers each of its aspects. */
function covers(grant: Grant, scope: string): boolean {
  const method = scope.replace(/:.*$/, '')
  if (!needsAuthentication(method)) return true
  if (grant === 'nobody') return false
  if (grant === 'everything' || isUnscoped(method)) return true
  return grant?.includes(scope) === true || grant?.includes(method) === true
}
