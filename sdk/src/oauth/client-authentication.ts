import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'
import type { OAuthRegistration, OAuthServer } from './server.ts'

/** In the body, which Phorge takes; by HTTP Basic where a server takes only that. */
export function clientAuthentication(
  { metadata }: OAuthServer,
  { clientSecret }: OAuthRegistration,
): ClientAuth {
  if (!clientSecret) return None()
  const methods = metadata.token_endpoint_auth_methods_supported
  const basicOnly = methods?.includes('client_secret_basic') && !methods.includes('client_secret_post')
  return basicOnly ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret)
}
