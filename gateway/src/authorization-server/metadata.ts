import type { FastifyPluginAsync } from 'fastify'
import type { Scope } from '../access/scope.ts'
import { capabilities } from '../conduit/capabilities.ts'
import type { Gateway } from '../gateway.ts'
import { paths } from '../pages/paths.ts'
import { MULTI_FACTOR } from '../second-factor/step-up.ts'
import { resourceOf, supportedScopes } from './resource.ts'

/** RFC 8414 and RFC 9728: where the endpoints are and what they understand. For everybody, from any origin. */
export function metadataRoutes(gateway: Gateway): FastifyPluginAsync {
  const { publicUrl } = gateway.config
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' })
    })
    server.get('/.well-known/oauth-authorization-server', async () =>
      authorizationServer(publicUrl, await supportedScopes(gateway)),
    )
    server.get('/.well-known/oauth-protected-resource', async () =>
      protectedResource(publicUrl, publicUrl, await supportedScopes(gateway)),
    )
    server.get('/.well-known/oauth-protected-resource/api', async () =>
      protectedResource(resourceOf(gateway), publicUrl, await supportedScopes(gateway)),
    )
  }
}

function authorizationServer(issuer: string, scopes: readonly Scope[]) {
  const secrets = ['client_secret_basic', 'client_secret_post']
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauthserver/auth/`,
    token_endpoint: `${issuer}/oauthserver/token/`,
    revocation_endpoint: `${issuer}/oauthserver/revoke/`,
    introspection_endpoint: `${issuer}/oauthserver/introspect/`,
    registration_endpoint: `${issuer}/oauthserver/register/`,
    // What has to be accepted there.
    op_tos_uri: `${issuer}${paths.terms}`,
    registration_terms: `${issuer}/oauth2/client/terms`,
    scopes_supported: scopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: [...secrets, 'none'],
    revocation_endpoint_auth_methods_supported: [...secrets, 'none'],
    introspection_endpoint_auth_methods_supported: secrets,
    authorization_response_iss_parameter_supported: true,
    acr_values_supported: [MULTI_FACTOR],
    protected_resources: [`${issuer}/api`],
  }
}

function protectedResource(resource: string, issuer: string, scopes: readonly Scope[]) {
  return {
    resource,
    authorization_servers: [issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header', 'body'],
    resource_name: 'Conduit',
    // For a client that must know it before its first answer (RFC 9728, section 2: others may be added).
    conduit_capabilities_supported: capabilities,
  }
}
