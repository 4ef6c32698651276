import { OAuthClient } from 'phorge-conduit'
import { browser } from '../../browser.ts'

/** Enough for what every user sees: reading, creating, closing. The rest is asked for when it is first needed. */
export const firstScopes: readonly string[] = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'project.search',
  'user.search',
  'transaction.search',
]

/** `https://<identifier>.chromiumapp.org/`, which the extension's application has to be registered with. */
export function redirectUri(): string {
  return browser.identity.getRedirectURL()
}

/** A public client: an extension cannot keep a secret, PKCE protects its codes. */
export function oauthClient(url: string, clientId: string): OAuthClient {
  return new OAuthClient({ server: url, clientId, redirectUri: redirectUri(), scopes: firstScopes })
}
