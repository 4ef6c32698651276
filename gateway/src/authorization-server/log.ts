import type { EventEmitter } from 'node:events'
import type { errors, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'

/** What goes wrong is logged by its code and our reason. Parameters, cookies and URLs hold secrets: they are not. */
export function logEvents({ log }: Gateway, provider: Provider): void {
  const refused = (event: string) => (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) =>
    log.info(
      { event, clientId: ctx.oidc?.client?.clientId, error: error.message, detail: error.error_detail },
      'an OAuth request was refused',
    )
  const failed = (error: unknown) =>
    log.error(
      { error: error instanceof Error ? error.stack : String(error) },
      'the authorization server failed',
    )

  provider.on('authorization.error', refused('authorization'))
  provider.on('grant.error', refused('token'))
  provider.on('revocation.error', refused('revocation'))
  provider.on('introspection.error', refused('introspection'))
  provider.on('server_error', (_ctx, error) => failed(error))
  const koa: EventEmitter = provider
  koa.on('error', failed)
}
