/** A small program, what a bundler may keep of it, and why it is worth a line. */
export interface SizedProgram {
  readonly name: string
  /** Exports what it uses, so that a bundler has to keep it. */
  readonly code: string
  /** KiB, minified and gzipped; over it `npm run size` and `npm test` fail. */
  readonly budget: number
}

/** The one place where a budget stands. `location` keeps the bundler from working a program out beforehand. */
export const programs: readonly SizedProgram[] = [
  {
    name: 'API token and call',
    code: `
      import { apiToken, ConduitCore } from 'phorge-conduit/core'
      const conduit = new ConduitCore({ url: location.origin, credential: apiToken(location.hash) })
      export const answer = conduit.call('user.whoami')`,
    budget: 15,
  },
  {
    name: 'OAuth flow, tasks, memory store',
    code: `
      import { Conduit, memoryStore, OAuthClient, oauthSession } from 'phorge-conduit'
      const client = new OAuthClient({ server: location.origin, clientId: 'viewer', redirectUri: location.href })
      const store = memoryStore()
      export const request = client.authorize()
      export const token = request.then((pending) => client.exchange(new URL(location.href), pending))
      const conduit = new Conduit({ url: location.origin, credential: oauthSession({ client, store, key: 'me' }) })
      export const task = conduit.tasks.create({ title: 'Checkout fails' })`,
    budget: 24,
  },
]
