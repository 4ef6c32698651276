import { join } from 'node:path'
import { Conduit, OAuthClient, type TokenStore } from 'phorge-conduit'
import { createSignIn, type SignIn } from 'phorge-conduit/server'
import { fileStore } from 'phorge-conduit/stores/file'
import { keptSecret } from '../secrets.ts'
import type { Viewer } from '../viewer.ts'
import type { Person } from './people.ts'
import { wantedScopes } from './scopes.ts'

/** Of the session's cookie; over TLS the SDK puts a prefix before it. */
export const cookieName = 'error_viewer'

export type ViewerSignIn = SignIn<Person>

/** The browser gets a session's cookie; the tokens stay in `tokens.json` of the data folder. */
export function openSignIn(
  { config, people, now, log, fetch }: Omit<Viewer, 'signIn'>,
  store: TokenStore = fileStore(join(config.dataDirectory, 'tokens.json')),
): ViewerSignIn {
  const client = new OAuthClient({
    server: config.conduitUrl,
    clientId: config.clientId,
    redirectUri: `${config.publicUrl}/auth/callback`,
    scopes: wantedScopes,
    now,
    ...(config.clientSecret && { clientSecret: config.clientSecret }),
    ...(fetch && { fetch }),
  })
  return createSignIn<Person>({
    client,
    store,
    cookie: {
      name: cookieName,
      secret: config.cookieSecret ?? keptSecret(config.dataDirectory, 'cookie-secret'),
    },
    paths: { start: '/auth/start', signOut: '/auth/sign-out' },
    onSignedIn: async ({ credential }) => {
      const conduit = new Conduit({ url: config.conduitUrl, credential, ...(fetch && { fetch }) })
      const { phid, userName, realName } = await conduit.user.whoami()
      people.remember({ phid, userName, realName })
      return { phid, userName, realName }
    },
    onFailure: (err) => log.warn({ err }, 'signing in or out went wrong'),
  })
}
