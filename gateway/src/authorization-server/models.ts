import type { Provider } from 'oidc-provider'
import { parseScopes } from '../access/scope.ts'
import { isClientSecret } from '../applications/client-secrets.ts'
import type { Gateway } from '../gateway.ts'
import { isRedirectUriAllowed } from './redirect-uri.ts'
import { BASE_SCOPE, grantedOf } from './resource.ts'

/** Where the library's models decide by rules of their own, they decide by ours. */
export function adaptModels(gateway: Gateway, { Client, Grant }: Provider): void {
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
  Grant.prototype.getResourceScopeFiltered = function (resource, requested) {
    const held = parseScopes(this.getResourceScope(resource))
    return [BASE_SCOPE, ...grantedOf(held, parseScopes([...requested].join(' ')))].join(' ')
  }
}
