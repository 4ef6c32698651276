import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  apiToken,
  Conduit,
  type Credential,
  memoryStore,
  OAuthClient,
  oauthSession,
} from '../../sdk/src/index.ts'
import { createSignIn } from '../../sdk/src/server/index.ts'
import { conduitServer, failure, refused, TOKEN } from './conduit-server.ts'

const create = { transactions: [{ type: 'title', value: 'x' }] } as const
const ACCESS_TOKEN = 'opaque+access/token=='

/** Everything that a log could make of a value. */
function shownAnywhere(value: unknown): string {
  const causes = value instanceof Error ? shownAnywhere(value.cause ?? '') : ''
  return [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value), causes].join(
    '\n',
  )
}

function expectNoSecret(value: unknown) {
  const shown = shownAnywhere(value)
  for (const secret of [TOKEN, ACCESS_TOKEN, encodeURIComponent(ACCESS_TOKEN)])
    expect(shown).not.toContain(secret)
}

const credentials: Record<string, Credential> = {
  'an API token': apiToken(TOKEN),
  'an access token in the body': {
    authorization: async () => ({ kind: 'access-token', token: ACCESS_TOKEN, placement: 'body' }),
  },
  'an access token in the header': {
    authorization: async () => ({ kind: 'access-token', token: ACCESS_TOKEN, placement: 'header' }),
  },
}

describe.each(Object.keys(credentials))('%s', (name) => {
  const credential = credentials[name] as Credential

  test('is in no error, whatever goes wrong', async () => {
    await using server = await conduitServer({
      'user.whoami': ({ body, credentials, headers }) =>
        refused(
          'ERR-INVALID-AUTH',
          `Refused: ${body} ${JSON.stringify(credentials)} ${headers.authorization}`,
        ),
      'phid.lookup': ({ credentials, headers }) =>
        refused(
          `${credentials?.token ?? credentials?.access_token ?? headers.authorization}`,
          'The code echoes.',
        ),
      'maniphest.search': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('page')
      },
      'maniphest.edit': (_, response) => {
        response.destroy()
      },
      'user.search': () => new Promise(() => {}),
      'project.search': ({ credentials, headers }) => ({ data: credentials ?? headers }),
      'project.query': ({ credentials, headers }, response) => {
        const token = credentials?.token ?? credentials?.access_token ?? headers.authorization
        response.writeHead(302, { location: `/login?${new URLSearchParams({ token: `${token}` })}` }).end()
      },
    })
    const conduit = server.client({ credential })
    const failures = await Promise.all([
      failure(conduit.user.whoami()),
      failure(conduit.phid.lookup({ names: ['T1'] })),
      failure(conduit.maniphest.search()),
      failure(conduit.maniphest.edit(create)),
      failure(conduit.user.search({}, { timeout: 40 })),
      failure(conduit.project.search()),
      failure(conduit.project.query()),
      failure(conduit.user.search({}, { signal: AbortSignal.abort() })),
    ])
    for (const error of failures) expectNoSecret(error)
  })

  test('is not in an error that fetch made of the request', async () => {
    const fetch = async (url: unknown, init?: RequestInit) => {
      const request = `${url} ${init?.body} ${JSON.stringify(init?.headers)}`
      throw Object.assign(new TypeError(`fetch failed: ${request}`, { cause: { request, init } }), { init })
    }
    const conduit = new Conduit({
      url: 'http://127.0.0.1:1',
      credential,
      fetch,
    })
    const error = await failure(conduit.maniphest.edit(create))
    expect(error).toMatchObject({ code: 'outcome_unknown' })
    expectNoSecret(error)
  })

  test('is not shown by the client or what hangs on it', async () => {
    await using server = await conduitServer({})
    const conduit = server.client({ credential: apiToken(TOKEN) })
    for (const value of [
      conduit,
      conduit.tasks,
      conduit.maniphest,
      conduit.maniphest.search(),
      apiToken(TOKEN),
    ]) {
      expectNoSecret(value)
    }
  })
})

test.each([
  ['', 'auth_missing', 'empty'],
  ['x', 'auth_malformed', 'begins otherwise'],
  ['abc-k3yk3yk3yk3yk3yk3yk3yk3yk3yk', 'auth_malformed', 'begins otherwise'],
  ['api-short', 'auth_malformed', 'it has 9 characters'],
  [`${TOKEN}x`, 'auth_malformed', 'it has 33 characters'],
  [`${TOKEN.slice(0, -1)}!`, 'auth_malformed', 'other characters'],
  [` ${TOKEN}`, 'auth_malformed', 'white space'],
  [`${TOKEN}\n`, 'auth_malformed', 'white space'],
])('the text %j is refused as an API token with the reason, and not repeated', (text, code, reason) => {
  const refuse = () => apiToken(text)
  expect(refuse).toThrow(expect.objectContaining({ code, message: expect.stringContaining(reason) }))
  if (text.length > 1) expect(refuse).not.toThrow(text)
})

describe('what holds a secret for a while', () => {
  const SECRET = 'a-secret-of-this-test-0123456789abcdef'
  const client = new OAuthClient({
    server: 'http://127.0.0.1:9',
    clientId: 'PHID-OASC-x',
    clientSecret: SECRET,
    redirectUri: 'http://127.0.0.1/callback',
  })
  const store = memoryStore()
  const token = { accessToken: SECRET, refreshToken: SECRET }
  const holders = {
    'an OAuth client': client,
    'a store': store,
    'a session': oauthSession({ client, store, key: SECRET }),
    'a client of a session': new Conduit({
      url: 'http://127.0.0.1:9',
      credential: oauthSession({ client, store, key: SECRET }),
    }),
    'a sign-in': createSignIn({ client, store, cookie: { secret: SECRET } }),
  }

  test.each(Object.entries(holders))('%s: shows it in no way of looking', async (_name, holder) => {
    await store.set(SECRET, token)
    const ways = [
      () => inspect(holder, { depth: 20, showHidden: true, getters: true }),
      () => inspect(holder, { depth: 20, showHidden: true, customInspect: false }),
      () => JSON.stringify([holder, Object.entries(holder)]),
      () => String(holder),
      // What has functions cannot be cloned; what can be has no secret.
      () => inspect(structuredClone(holder), { depth: 20, showHidden: true, customInspect: false }),
    ]
    for (const way of ways) expect(shownBy(way)).not.toContain(SECRET)
  })

  function shownBy(way: () => string): string {
    try {
      return way()
    } catch (error) {
      return String(error)
    }
  }
})
