import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { parseScopes, type Scope } from '../access/scope.ts'
import { findApplication } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import { findGrant, type Grant } from '../grants/grants.ts'
import { grantIdentifier } from './adapters/grant-identifier.ts'
import { BASE_SCOPE, effectiveScopes, grantedOf, resourceOf } from './resource.ts'

/**
 * RFC 6749, section 4.4, for owner-only applications: the token acts as the owner, by the grant that they made with the
 * application. It is an access token as all others, so what ends those ends it too.
 */
export function grantClientCredentials(gateway: Gateway, provider: Provider): void {
  const handle = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params } = ctx.oidc
    if (params?.resource) throw new errors.InvalidTarget()
    if (!client) throw new errors.InvalidClient('no client')
    const grant = await grantOfOwner(gateway, client.clientId)
    const asked = parseScopes(String(params?.scope ?? ''))
    const token = new provider.AccessToken({
      accountId: grant.userPhid,
      client,
      grantId: grantIdentifier(grant.grantId),
      gty: 'client_credentials',
      scope: [BASE_SCOPE, ...(await scopesFor(gateway, grant, asked))].join(' '),
    })
    token.setAudience(resourceOf(gateway))
    ctx.oidc.entity('AccessToken', token)
    ctx.body = {
      access_token: await token.save(),
      expires_in: token.expiration,
      token_type: 'Bearer',
      scope: token.scope,
    }
  }
  provider.registerGrantType('client_credentials', handle, ['scope', 'resource'])
}

async function grantOfOwner(gateway: Gateway, clientId: string): Promise<Grant> {
  const application = await findApplication(gateway, clientId)
  const owner = application?.ownerOnly && (await gateway.backend.accountByPhid(application.createdBy))
  if (!owner || owner.isDisabled) throw new errors.InvalidGrant('no owner who may use it')
  const grant = await findGrant(gateway, owner.phid, clientId)
  if (!grant) throw new errors.InvalidGrant('its owner has taken back what it may do')
  return grant
}

/** What is asked for, or all of it. */
async function scopesFor(
  gateway: Gateway,
  grant: Grant,
  asked: ReadonlySet<Scope>,
): Promise<readonly Scope[]> {
  const held = await effectiveScopes(gateway, grant.clientId, grant.scopes)
  return asked.size === 0 ? held : grantedOf(new Set(held), asked)
}
