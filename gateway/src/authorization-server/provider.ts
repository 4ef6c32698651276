import { generateKeyPairSync } from 'node:crypto'
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { isOriginAllowed } from '../applications/origins.ts'
import type { Gateway } from '../gateway.ts'
import { findGrant } from '../grants/grants.ts'
import { clientMetadata, registeredAs } from './adapters/clients.ts'
import { grantIdentifier } from './adapters/grant-identifier.ts'
import { adapterOf } from './adapters/index.ts'
import { grantClientCredentials } from './client-credentials.ts'
import { cookieKeys } from './cookie-keys.ts'
import { renderError } from './error-page.ts'
import { interactionPath } from './interaction.ts'
import { interactionPolicy } from './interaction-policy.ts'
import { logEvents } from './log.ts'
import { adaptModels } from './models.ts'
import { BASE_SCOPE, resourceOf } from './resource.ts'
import { respondAsOAuth } from './responses.ts'
import { ACR_PARAMETER } from './second-factor-prompt.ts'
import { followGatewaySession } from './session.ts'

/** oidc-provider as a plain OAuth 2 server: authorization code, refresh, revocation, introspection, and no more. */
export async function openProvider(gateway: Gateway): Promise<Provider> {
  const provider = new Provider(gateway.config.publicUrl, await configuration(gateway))
  // Behind us there is always exactly one proxy that it may trust: we set the header ourselves.
  provider.proxy = true
  followGatewaySession(gateway, provider)
  provider.use(respondAsOAuth(gateway))
  adaptModels(gateway, provider)
  grantClientCredentials(gateway, provider)
  logEvents(gateway, provider)
  return provider
}

async function configuration(gateway: Gateway): Promise<Configuration> {
  return {
    adapter: (model: string) => adapterOf(gateway, model),
    clientBasedCORS: (_ctx, origin, client) => isOriginAllowed(registeredAs(client), origin),
    clockTolerance: 0,
    cookies: {
      keys: await cookieKeys(gateway),
      names: {
        session: 'oauth_session',
        interaction: 'oauth_interaction',
        resume: 'oauth_resume',
      },
      long: { httpOnly: true, sameSite: 'lax', path: '/oauthserver', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    expiresWithSession: () => false,
    extraParams: [ACR_PARAMETER],
    extraTokenClaims: ({ oidc }) => howProved(oidc),
    extraClientMetadata: { properties: clientMetadata },
    features: features(gateway),
    async findAccount(_ctx, sub) {
      const account = await gateway.backend.accountByPhid(sub)
      if (!account || account.isDisabled) return undefined
      return { accountId: account.phid, claims: async () => ({ sub: account.phid }) }
    },
    interactions: {
      policy: interactionPolicy(gateway),
      url: (_ctx, interaction) => interactionPath(interaction.uid),
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: unusedKey(),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    async loadExistingGrant({ oidc }) {
      const { account, client } = oidc
      const grant = account && client && (await findGrant(gateway, account.accountId, client.clientId))
      return grant && oidc.provider.Grant.find(grantIdentifier(grant.grantId))
    },
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    renderError: renderError(gateway),
    responseTypes: ['code'],
    revokeGrantPolicy: () => false,
    rotateRefreshToken: true,
    routes: {
      authorization: '/oauthserver/auth',
      token: '/oauthserver/token',
      revocation: '/oauthserver/revoke',
      introspection: '/oauthserver/introspect',
    },
    scopes: [],
    ttl: lifetimes(gateway),
  }
}

/** What an access token takes over from the code or refresh token it is issued for (RFC 9470, section 6). */
function howProved({ entities }: KoaContextWithOIDC['oidc']): { acr: string; auth_time: number } | undefined {
  const { acr, authTime } = entities.AuthorizationCode ?? entities.RefreshToken ?? {}
  return acr && authTime ? { acr, auth_time: authTime } : undefined
}

/** The library filters by what a resource server knows. It knows whatever came this far. */
function scopesInPlay({ oidc }: KoaContextWithOIDC): string {
  const source = oidc.entities.RefreshToken ?? oidc.entities.AuthorizationCode
  return [BASE_SCOPE, ...oidc.requestParamScopes, ...(source?.scopes ?? [])].join(' ')
}

/** Nothing is ever signed. Without a key of ours the library would start with one that everybody knows. */
function unusedKey(): NonNullable<Configuration['jwks']> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'EC', use: 'sig', alg: 'ES256' }] }
}

function features(gateway: Gateway): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) =>
        client.clientAuthMethod !== 'none' && client.clientId === token.clientId,
    },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resourceOf(gateway),
      getResourceServerInfo(ctx, resource) {
        if (resource !== resourceOf(gateway)) throw new errors.InvalidTarget()
        return { scope: scopesInPlay(ctx), audience: resource, accessTokenFormat: 'opaque' }
      },
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
    },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
  }
}

/** Seconds. */
function lifetimes({ config }: Gateway): Configuration['ttl'] {
  return {
    AccessToken: config.accessTokenLifetime,
    AuthorizationCode: 300,
    Interaction: 3600,
    Session: config.sessionLifetime,
    // A public client's refresh token is a bearer's: its rotations last no longer than the first one would have.
    RefreshToken: (ctx, _token, client) => {
      const rotated = ctx?.oidc?.entities.RotatedRefreshToken
      const keeps = rotated && client.clientAuthMethod === 'none'
      return keeps ? rotated.remainingTTL : config.refreshTokenLifetime
    },
  }
}
