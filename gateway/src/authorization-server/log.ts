import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { Repetitions } from '../audit/repetitions.ts'
import { recordSecurityEvent } from '../audit/security-log.ts'
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

  const repetitions = new Repetitions()
  const noteWrongSecret = ({ oidc, ip }: KoaContextWithOIDC, error: Error) => {
    const clientId = oidc?.client?.clientId
    const at = gateway.now()
    if (!clientId || !(error instanceof errors.InvalidClientAuth)) return
    if (!repetitions.isFirst(`${clientId} ${ip}`, at)) return
    const event = { kind: 'client-refused', at, clientId, address: ip } as const
    recordSecurityEvent(gateway.database, event).catch(failed)
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
