import { describe, expect, test } from 'vitest'
import { AuthenticationError } from '../../sdk/src/errors.ts'
import { apiToken, Conduit, type Credential } from '../../sdk/src/index.ts'
import { conduitServer, failure, TOKEN } from './conduit-server.ts'

const url = 'https://phorge.example.com'

const granted = (scopes: readonly string[] | undefined): Credential => ({
  authorization: async () => ({ kind: 'access-token', token: 'x', placement: 'header' }),
  grantedScopes: async () => scopes,
  authorizationUrl: async (missing) => `https://viewer.example.com/grant?scopes=${missing.join('+')}`,
})
const signedOut: Credential = {
  async authorization() {
    throw new AuthenticationError('auth_missing', 'Nobody is signed in.')
  },
}
const browser: Credential = { authorization: async () => ({ kind: 'browser-session', token: 'B@x' }) }

describe('what a credential can', () => {
  const some = granted(['maniphest.search', 'maniphest.edit:status', 'project.edit'])

  test.each<[string, Credential | undefined, string, boolean]>([
    ['a grant covers what was granted', some, 'maniphest.search', true],
    ['and one aspect and no other', some, 'maniphest.edit:status', true],
    ['and no other', some, 'maniphest.edit:comment', false],
    ['and not the whole method', some, 'maniphest.edit', false],
    ['a whole method covers its aspects', some, 'project.edit:create', true],
    ['what every token may needs no grant', some, 'user.whoami', true],
    ['an API token can all that the person can', apiToken(TOKEN), 'maniphest.edit', true],
    ['so can the session of a browser', browser, 'maniphest.edit', true],
    ['a token of a stock Phorge can what any can', granted(undefined), 'maniphest.status.search', true],
    ['and nothing else', granted(undefined), 'maniphest.search', false],
    ['who is signed out can nothing', signedOut, 'user.whoami', false],
    ['but what anybody may', signedOut, 'conduit.ping', true],
    ['nobody can nothing', undefined, 'maniphest.search', false],
  ])('%s', async (_, credential, scope, expected) => {
    expect(await new Conduit({ url, credential }).can(scope)).toBe(expected)
  })

  test('is not known, rather than no, when the store of its tokens fails', async () => {
    const credential: Credential = {
      async authorization() {
        throw new Error('the disk is gone')
      },
    }
    expect(String(await failure(new Conduit({ url, credential }).can('maniphest.search')))).toContain('disk')
  })
})

describe('what a program requires', () => {
  test('is nothing to speak of when it is there', async () => {
    const conduit = new Conduit({ url, credential: granted(['maniphest.edit']) })
    expect(await conduit.require(['maniphest.edit:status', 'user.whoami'])).toBeUndefined()
    expect(await conduit.require([])).toBeUndefined()
  })

  test('is asked for at the address that the error has, before anything is sent', async () => {
    await using server = await conduitServer({})
    const conduit = server.client({ credential: granted(['maniphest.search']) })
    const needed = ['maniphest.search', 'maniphest.edit:status', 'maniphest.edit:comment']
    expect(await failure(conduit.require(needed))).toMatchObject({
      code: 'scope',
      reason: 'not_granted',
      needed,
      granted: ['maniphest.search'],
      missing: ['maniphest.edit:status', 'maniphest.edit:comment'],
      authorizationUrl:
        'https://viewer.example.com/grant?scopes=maniphest.edit:status+maniphest.edit:comment',
    })
    expect(server.calls).toEqual([])
  })

  test('is not to be had of a stock Phorge', async () => {
    const conduit = new Conduit({ url, credential: granted(undefined) })
    expect(await failure(conduit.require(['maniphest.search']))).toMatchObject({
      reason: 'not_offered',
      authorizationUrl: undefined,
    })
  })

  test('takes somebody who is signed in', async () => {
    for (const credential of [undefined, signedOut]) {
      const conduit = new Conduit({ url, credential })
      expect(await failure(conduit.require(['maniphest.search']))).toMatchObject({ code: 'auth_missing' })
    }
  })
})
