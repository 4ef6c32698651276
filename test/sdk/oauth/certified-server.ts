import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { type Configuration, type Grant } from 'oidc-provider'
import { type Listening, listening } from './listening.ts'

export const registration = {
  clientId: 'error-viewer',
  clientSecret: 'secret-of-the-error-viewer-0123456789',
}

export interface CertifiedServer extends Listening {
  readonly redirectUri: string
  /** Every request of the token and revocation endpoints: `authorization_code`, `refresh_token`, `revocation`. */
  readonly requests: string[]
  /** Whether the user approves. */
  decision: 'approve' | 'decline'
  /** Whether the resource beside it reads the `Authorization` header. */
  bearerMethods: string[] | undefined
  /** Answers instead of the server, to show faults. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** Ends everything that was granted so far. */
  revokeAll(): Promise<void>
}

const scopes = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status', 'project.search']

/** oidc-provider, with rotating refresh tokens, its data in memory, and a user who decides at once. */
export async function certifiedServer(
  redirectUri: string,
  secretBy: 'client_secret_post' | 'client_secret_basic' = 'client_secret_post',
): Promise<CertifiedServer> {
  const requests: string[] = []
  const grants: Grant[] = []
  const server: CertifiedServer = {
    ...(await listening((url) => {
      const provider = new Provider(url, configuration(redirectUri, secretBy))
      provider.on('grant.success', (ctx) => requests.push(String(ctx.oidc.params?.grant_type)))
      provider.on('grant.error', (ctx) => requests.push(`${ctx.oidc.params?.grant_type} refused`))
      const handle = provider.callback()
      return async (request, response) => {
        const path = new URL(request.url ?? '/', url).pathname
        if (server.fault?.(request, response)) return
        if (path === '/.well-known/oauth-protected-resource') return answerResource(url, response)
        if (path === '/oauthserver/revoke/') requests.push('revocation')
        if (path.startsWith('/interaction/')) return decide(provider, request, response)
        return handle(request, response)
      }
    })),
    redirectUri,
    requests,
    decision: 'approve',
    bearerMethods: ['header', 'body'],
    fault: undefined,
    revokeAll: async () => {
      await Promise.all(grants.map((grant) => grant.destroy()))
    },
  }

  function answerResource(url: string, response: ServerResponse): void {
    if (!server.bearerMethods) return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ resource: url, bearer_methods_supported: server.bearerMethods }))
  }

  async function decide(
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    if (server.decision === 'decline') {
      return provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'The user declined.',
      })
    }
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: 'rjkaplan' } })
    }
    const grant = new provider.Grant({
      accountId: session?.accountId ?? '',
      clientId: String(params.client_id),
    })
    grant.addOIDCScope(String(params.scope))
    const grantId = await grant.save()
    grants.push(grant)
    return provider.interactionFinished(request, response, { consent: { grantId } })
  }

  return server
}

function configuration(
  redirectUri: string,
  secretBy: 'client_secret_post' | 'client_secret_basic',
): Configuration {
  return {
    clients: [
      {
        client_id: registration.clientId,
        client_secret: registration.clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: secretBy,
      },
      {
        client_id: 'command-line',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      },
    ],
    clientAuthMethods: [secretBy, 'none'],
    scopes,
    claims: {},
    cookies: { keys: ['a key of this test'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
    },
    findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: 3600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
      IdToken: 60,
    },
    routes: {
      authorization: '/oauthserver/auth/',
      token: '/oauthserver/token/',
      revocation: '/oauthserver/revoke/',
    },
  }
}
