export {
  type AuthorizationRequest,
  type AuthorizeOptions,
  authorizationUrl,
  authorize,
  type StepUp,
} from './authorize.ts'
export { checkCallback } from './callback.ts'
export { OAuthClient, type OAuthClientOptions, type PendingAuthorization } from './client.ts'
export { discover } from './discover.ts'
export { type ExchangeOptions, exchange } from './exchange.ts'
export { type RefreshOptions, refresh } from './refresh.ts'
export { revoke } from './revoke.ts'
export type { OAuthRegistration, OAuthServer, OAuthTransport } from './server.ts'
