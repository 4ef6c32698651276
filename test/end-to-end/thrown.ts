import { inspect } from 'node:util'
import { apiToken, Conduit, type Credential, memoryStore, OAuthClient, oauthSession } from 'phorge-conduit'
import type { RunningDemo } from '../../scripts/start-demo.ts'
import type { Seen } from './secrets.ts'

/** Every way in which a call with these secrets can go wrong, as a log would show the error. */
export async function errorsOf(
  demo: RunningDemo,
  accessToken: string,
  refreshToken: string,
  clientSecret: string,
): Promise<Seen[]> {
  const bearer = (placement: 'body' | 'header'): Credential => ({
    authorization: async () => ({ kind: 'access-token', token: accessToken, placement }),
  })
  const url = demo.gateway.url
  const client = new OAuthClient({
    server: url,
    clientId: 'error-viewer',
    clientSecret,
    redirectUri: `${url}/nowhere`,
  })
  const store = memoryStore()
  await store.set('stale', { accessToken, refreshToken: `${refreshToken}x`, expiresAt: 1 })
  const pending = { state: accessToken, codeVerifier: refreshToken.padEnd(43, 'x'), scopes: [] }
  const attempts: Record<string, () => Promise<unknown>> = {
    'a scope that was not granted': () =>
      new Conduit({ url, credential: bearer('header') }).user.search().all(),
    'the same in the body': () => new Conduit({ url, credential: bearer('body') }).user.search().all(),
    'an identifier of nothing, which an answer may repeat': () =>
      new Conduit({ url, credential: bearer('header') }).maniphest.edit({
        objectIdentifier: accessToken,
        transactions: [{ type: 'status', value: 'open' }],
      }),
    'a page instead of an answer': () =>
      new Conduit({ url: demo.errorViewer.url, credential: bearer('body') }).user.whoami(),
    'nobody there': () =>
      new Conduit({ url: 'http://127.0.0.1:9', credential: bearer('header') }).user.whoami(),
    'no API token': async () => new Conduit({ url, credential: apiToken(accessToken) }).user.whoami(),
    'a refresh that is refused': () =>
      new Conduit({ url, credential: oauthSession({ client, store, key: 'stale' }) }).user.whoami(),
    'a code that is refused': () =>
      client.exchange(
        new URLSearchParams({
          code: refreshToken,
          state: accessToken,
          iss: demo.gateway.gateway.config.publicUrl,
        }),
        pending,
      ),
  }
  return Promise.all(
    Object.entries(attempts).map(async ([where, attempt]) => {
      const error: unknown = await attempt().then(
        () => undefined,
        (reason) => reason,
      )
      if (!(error instanceof Error)) throw new Error(`no error: ${where}`)
      const shown = inspect(error, { showHidden: true, depth: 12 })
      return { where: `error: ${where}`, text: `${error.stack}\n${shown}\n${JSON.stringify(error)}` }
    }),
  )
}
