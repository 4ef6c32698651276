import { Provider } from 'oidc-provider'
import { parseScopes } from '../access/scope.ts'
import { isClientSecret } from '../applications/client-secrets.ts'
import type { Gateway } from '../gateway.ts'
import { MULTI_FACTOR } from '../second-factor/step-up.ts'
import { newToken } from '../tokens/format.ts'
import { isRedirectUriAllowed } from './redirect-uri.ts'
import { BASE_SCOPE, grantedOf } from './resource.ts'
import { shownAt } from './second-factor-prompt.ts'

/** Where the library's models decide by rules of their own, they decide by ours. */
export function adaptModels(
  gateway: Gateway,
  { AccessToken, AuthorizationCode, Client, ClientCredentials, Grant }: Provider,
): void {
  Client.prototype.compareClientSecret = function (secret) {
    return isClientSecret(gateway, this.clientId, secret)
  }
  Client.prototype.redirectUriAllowed = function (candidate) {
    return isRedirectUriAllowed(
      {
        redirectUris: this.redirectUris ?? [],
        kind: this.clientAuthMethod === 'none' ? 'public' : 'confidential',
        phorgeCompatible: this.phorge_compatible === true,
        callbackIsPrefix: this.callback_is_prefix === true,
      },
      candidate,
    )
  }
  const save = AuthorizationCode.prototype.save
  // From the library's session, which outlives the authorization, it would go on to the next application.
  AuthorizationCode.prototype.save = function () {
    const at = Provider.ctx && shownAt(Provider.ctx.oidc)
    if (at !== undefined) Object.assign(this, { acr: MULTI_FACTOR, authTime: at })
    return save.call(this)
  }
  for (const { prototype } of [AccessToken, ClientCredentials]) nameTokens(prototype as object)
  Grant.prototype.getResourceScopeFiltered = function (resource, requested) {
    const held = parseScopes(this.getResourceScope(resource))
    return [BASE_SCOPE, ...grantedOf(held, parseScopes([...requested].join(' ')))].join(' ')
  }
}

/** The tokens get our form. The library's own function notes in which format the token is, and has to be called too. */
function nameTokens(prototype: { generateTokenId?: () => string }): void {
  const { generateTokenId } = prototype
  prototype.generateTokenId = function () {
    generateTokenId?.call(this)
    return newToken('oat')
  }
}
