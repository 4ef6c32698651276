import { interactionPolicy as policies } from 'oidc-provider'
import { covers, parseScopes } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'
import { findGrant } from '../grants/grants.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { effectiveScopes, needsNoScope } from './resource.ts'
import { ACR_PARAMETER, PROMPT, shownAt } from './second-factor-prompt.ts'

/** When a person has to be asked: to sign in, for a second factor, or for their consent. */
export function interactionPolicy(gateway: Gateway): policies.DefaultPolicy {
  const policy = policies.base()
  policy.clear()

  const signedIn = new policies.Check(
    'not_signed_in',
    'nobody is signed in',
    'login_required',
    async ({ req, oidc }) => {
      const session = await sessionOf(gateway, req)
      return !session || session.account.phid !== oidc.session?.accountId
    },
  )
  policy.add(new policies.Prompt({ name: 'login' }, signedIn))

  const shown = new policies.Check(
    'second_factor_not_shown',
    'the user has not shown a second factor for this',
    'interaction_required',
    ({ oidc }) => oidc.params?.[ACR_PARAMETER] !== undefined && shownAt(oidc) === undefined,
  )
  policy.add(new policies.Prompt({ name: PROMPT }, shown))

  const granted = new policies.Check(
    'not_granted',
    'the user has not granted all of this',
    'consent_required',
    async ({ oidc }) => {
      const { client, session, params, result } = oidc
      if (result?.consent || !client || !session?.accountId) return false
      const grant = await findGrant(gateway, session.accountId, client.clientId)
      if (!grant) return true
      const requested = parseScopes(String(params?.scope ?? ''))
      const grantable = await effectiveScopes(gateway, client.clientId, requested)
      return grantable.some((scope) => !needsNoScope(scope) && !covers(grant.scopes, scope))
    },
  )
  const callable = new policies.Check(
    'no_upstream_token',
    'no token is kept with which calls could be made for the user',
    'interaction_required',
    async ({ oidc }) => {
      const { session, result } = oidc
      if (!gateway.phorge || !session?.accountId || result?.consent) return false
      return !(await gateway.phorge.vault.hasToken(session.accountId))
    },
  )
  // Any program can pretend to be a public client whose codes go to a port or a scheme of the user's own machine: the
  // user sees who asks, each time (RFC 8252, section 8.6).
  const assured = new policies.Check(
    'client_not_assured',
    'the identity of this client cannot be assured',
    'interaction_required',
    ({ oidc }) =>
      oidc.client?.clientAuthMethod === 'none' &&
      !String(oidc.params?.redirect_uri).startsWith('https:') &&
      !oidc.result?.consent,
  )
  policy.add(new policies.Prompt({ name: 'consent', requestable: true }, granted, callable, assured))
  return policy
}
