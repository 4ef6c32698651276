import { Conduit, memoryStore, OAuthClient, oauthSession } from 'phorge-conduit'
import { equal, isTrue, rejects } from '../check.ts'
import { type Behaviour, decide, registerApplication, type World } from '../world.ts'

const scopes = ['maniphest.search', 'maniphest.edit:create']

async function applicationAt(world: World, options: { now?: () => number } = {}) {
  const application = await registerApplication(world, scopes)
  const client = new OAuthClient({ server: world.gateway, ...application, scopes, ...options })
  const store = memoryStore()
  return {
    client,
    store,
    conduit: new Conduit({ url: world.gateway, credential: oauthSession({ client, store, key: 'me' }) }),
  }
}

/** From the authorization request to a stored token. */
async function signIn(
  world: World,
  { client, store }: Awaited<ReturnType<typeof applicationAt>>,
  untick: readonly string[] = [],
): Promise<void> {
  const request = await client.authorize()
  const callback = await decide(world, request.url, 'allow', untick)
  await store.set('me', await client.exchange(callback, request))
}

export const oauth: readonly Behaviour[] = [
  {
    name: 'an authorization request has a state and the challenge of its verifier (PKCE, S256)',
    async run(world) {
      const { client } = await applicationAt(world)
      const { url, state, codeVerifier } = await client.authorize()
      const query = new URL(url).searchParams
      equal(query.get('state'), state)
      equal(query.get('code_challenge_method'), 'S256')
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier))
      const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)))
      equal(query.get('code_challenge'), base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
    },
  },
  {
    name: 'the authorization code flow ends in calls as the person who allowed them',
    async run(world) {
      const application = await applicationAt(world)
      await signIn(world, application)
      equal((await application.conduit.user.whoami()).userName, 'rjkaplan')
      const { id } = await application.conduit.tasks.create({ title: 'Made by an application' })
      isTrue(id > 0, 'it made a task')
    },
  },
  {
    name: 'a call for which the person gave no scope says which, and where to ask for it',
    async run(world) {
      const application = await applicationAt(world)
      await signIn(world, application, ['maniphest.edit:create'])
      const edit = { transactions: [{ type: 'title', value: 'x' }] } as const
      const error = await rejects(application.conduit.maniphest.edit(edit), {
        code: 'scope',
        reason: 'not_granted',
        missing: ['maniphest.edit:create'],
      })
      const address = Reflect.get(error, 'authorizationUrl')
      isTrue(String(address).startsWith(`${world.gateway}/oauthserver/auth/`), 'it has an address')
    },
  },
  {
    name: 'a person who declines is oauth_denied',
    async run(world) {
      const { client } = await applicationAt(world)
      const request = await client.authorize()
      const callback = await decide(world, request.url, 'deny')
      await rejects(client.exchange(callback, request), { code: 'oauth_denied' })
    },
  },
  {
    name: 'the callback of another sign-in is oauth_callback',
    async run(world) {
      const { client } = await applicationAt(world)
      const [mine, other] = await Promise.all([client.authorize(), client.authorize()])
      const callback = await decide(world, other.url, 'allow')
      await rejects(client.exchange(callback, mine), { code: 'oauth_callback' })
    },
  },
  {
    name: 'a code that another verifier was made for is not redeemed',
    async run(world) {
      const { client } = await applicationAt(world)
      const [mine, other] = await Promise.all([client.authorize(), client.authorize()])
      const callback = await decide(world, mine.url, 'allow')
      const wrong = { ...mine, codeVerifier: other.codeVerifier }
      await rejects(client.exchange(callback, wrong), { code: 'oauth_server', error: 'invalid_grant' })
    },
  },
  {
    name: 'a token that has run out is renewed once for all who call',
    async run(world) {
      let ahead = 0
      const application = await applicationAt(world, { now: () => Math.floor(Date.now() / 1000) + ahead })
      await signIn(world, application)
      const before = await application.store.get('me')
      ahead = 24 * 3600
      const { conduit } = application
      const people = await Promise.all([1, 2, 3, 4].map(() => conduit.user.whoami()))
      equal(
        people.map(({ userName }) => userName),
        Array(4).fill('rjkaplan'),
      )
      const after = await application.store.get('me')
      isTrue(after?.accessToken !== before?.accessToken, 'the access token is another')
      isTrue(after?.refreshToken !== before?.refreshToken, 'the refresh token was replaced')
    },
  },
  {
    name: 'a token that was revoked does not serve any more',
    async run(world) {
      const application = await applicationAt(world)
      await signIn(world, application)
      const token = await application.store.get('me')
      equal(token && (await application.client.revoke(token)), true)
      const error = await rejects(application.conduit.user.whoami(), {})
      isTrue(/^auth_/.test(String(Reflect.get(error, 'code'))), 'the person has to sign in again')
    },
  },
]
