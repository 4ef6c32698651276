import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { RepeatedEvents } from '../audit/repeated-events.ts'
import type { Gateway } from '../gateway.ts'

/** What goes wrong is logged by its code and our reason. Parameters, cookies and URLs hold secrets: they are not. */
export function logEvents(gateway: Gateway, provider: Provider): void {
  const { log } = gateway
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

  const events = new RepeatedEvents(gateway)
  const noteWrongSecret = ({ oidc, ip }: KoaContextWithOIDC, error: Error) => {
    const clientId = oidc?.client?.clientId
    if (!clientId || !(error instanceof errors.InvalidClientAuth)) return
    events.record(`${clientId} ${ip}`, { kind: 'client-refused', clientId, address: ip })
  }

  provider.on('grant.error', noteWrongSecret)
  provider.on('authorization.error', refused('authorization'))
  provider.on('grant.error', refused('token'))
  provider.on('revocation.error', refused('revocation'))
  provider.on('introspection.error', refused('introspection'))
  provider.on('server_error', (_ctx, error) => failed(error))
  const koa: EventEmitter = provider
  koa.on('error', failed)
}
