import {
  AuthenticationError,
  apiToken,
  browserSession,
  Conduit,
  type Credential,
  custom,
  oauthSession,
} from 'phorge-conduit'
import { browser } from '../../browser.ts'
import { hostPattern } from '../../origins.ts'
import type { Server } from '../../settings.ts'
import { ExtensionError } from '../failure.ts'
import { oauthClient } from './oauth.ts'
import { tokenKey, tokenStore } from './tokens.ts'

/** Only a cache: a worker that starts again makes them anew. */
const clients = new Map<string, Conduit>()

/** A client for this server as the user. @throws {ExtensionError} without the browser's permission for its host. */
export async function conduitFor(server: Server): Promise<Conduit> {
  if (!(await browser.permissions.contains({ origins: [hostPattern(server.url)] }))) {
    throw new ExtensionError(
      'host_permission',
      `The browser does not let the extension reach ${server.url}.`,
      'Give the permission in the options.',
    )
  }
  const name = JSON.stringify([server.url, server.signIn])
  const client = clients.get(name) ?? new Conduit({ url: server.url, credential: credentialFor(server) })
  clients.set(name, client)
  return client
}

/** After a sign-in or sign-out, so that nothing is left of the person before. */
export function forgetClients(): void {
  clients.clear()
}

function credentialFor(server: Server): Credential {
  const { url, signIn } = server
  switch (signIn.method) {
    case 'browser-session':
      return browserSession({ url })
    case 'oauth':
      return oauthSession({
        client: oauthClient(url, signIn.clientId),
        store: tokenStore(),
        key: tokenKey(server),
      })
    case 'api-token':
      return custom(async () => {
        const token = (await tokenStore().get(tokenKey(server)))?.accessToken
        if (!token) throw new AuthenticationError('auth_missing', `No API token is stored for ${url}.`)
        return apiToken(token).authorization()
      })
  }
}
