import { describe, expect, test } from 'vitest'
import { type ConduitFailure, type Credential, isConduitError, ScopeError } from '../../sdk/src/index.ts'
import { conduitServer, failure, refused, TOKEN } from './conduit-server.ts'

const close = { objectIdentifier: 'T12', transactions: [{ type: 'status', value: 'resolved' }] } as const

async function refusedWith(answer: ReturnType<typeof refused>, credential?: Credential) {
  await using server = await conduitServer({ 'maniphest.edit': () => answer })
  return await failure(server.client(credential && { credential }).maniphest.edit(close))
}

describe('a refusal of a stock Phorge', () => {
  test.each([
    ['ERR-INVALID-SESSION', 'The key of the session is missing.', 'auth_missing'],
    ['ERR-INVALID-AUTH', 'This token is not valid.', 'auth_invalid'],
    ['ERR-OAUTH-ACCESS', 'No authorization for this.', 'scope'],
    ['ERR-CONDUIT-CORE', '[Restricted: T12] (Can Edit) You may not edit this.', 'permission'],
    ['ERR-CONDUIT-CORE', '[Accès interdit : T12] (Peut modifier) Vous ne pouvez pas.', 'permission'],
    ['ERR-CONDUIT-CORE', 'Nothing is known as "T12".', 'not_found'],
    ['ERR-CONDUIT-CORE', 'Das Objekt "T12" gibt es nicht.', 'not_found'],
    ['ERR-CONDUIT-CORE', 'Validation errors:\n  - The word "T12" is no priority.', 'validation'],
    ['ERR-CONDUIT-CORE', 'The server is in read-only mode.', 'server'],
    ['ERR-CONDUIT-CALL', 'There is no API method "maniphest.edit".', 'method_unknown'],
    ['ERR-CONDUIT-CALL', "These parameters do not exist: 'transactions'.", 'validation'],
    ['ERR-CONDUIT-CALL', 'maniphest.edit has no parameter "transactions".', 'validation'],
    ['ERR-INVALID-CONSTRAINT', 'Not a constraint.', 'validation'],
    ['ERR-INVALID-PAGE-SIZE', 'Too many.', 'validation'],
    ['ERR-INVALID-OBJECT-PHID', 'Not there.', 'not_found'],
    ['ERR_BAD_TASK', 'Not there.', 'not_found'],
    ['Quelque chose a échoué', 'Réessayez.', 'server'],
  ])('%s (%s) is %s', async (code, prose, expected) => {
    const error = await refusedWith(refused(code, prose))
    expect(error).toMatchObject({ code: expected, method: 'maniphest.edit', serverCode: code })
    expect((error as ConduitFailure).remedy).toMatch(/^[A-Z].*\.$/)
  })

  test('for want of a scope names what the call takes, and that this server offers no such scope', async () => {
    expect(await refusedWith(refused('ERR-OAUTH-ACCESS'))).toMatchObject({
      code: 'scope',
      reason: 'not_offered',
      needed: ['maniphest.edit:status'],
      missing: ['maniphest.edit:status'],
      granted: [],
      authorizationUrl: undefined,
    })
  })
})

describe('a refusal of the gateway', () => {
  test.each([
    ['token_missing', 'auth_missing'],
    ['token_malformed', 'auth_malformed'],
    ['token_unknown', 'auth_invalid'],
    ['token_expired', 'auth_expired'],
    ['token_revoked', 'auth_revoked'],
    ['token_address', 'auth_address'],
    ['application_address', 'auth_address'],
    ['account_disabled', 'auth_disabled'],
    ['application_disabled', 'auth_disabled'],
    ['not_found', 'not_found'],
    ['permission', 'permission'],
    ['origin_not_allowed', 'permission'],
    ['validation', 'validation'],
    ['constructor', 'auth_invalid'],
  ])('for the reason %s is %s', async (reason, expected) => {
    expect(await refusedWith(refused('ERR-INVALID-AUTH', 'No.', { code: reason }))).toMatchObject({
      code: expected,
    })
  })

  test('for want of a second factor says what to ask for, and where', async () => {
    const asked: unknown[] = []
    const credential: Credential = {
      authorization: async () => ({ kind: 'access-token', token: TOKEN, placement: 'header' }),
      renew: async () => {
        throw new Error('a refresh would not help')
      },
      authorizationUrl: async (...wanted) => {
        asked.push(wanted)
        return 'https://viewer.example/sign-in?acr_values=mfa'
      },
    }
    const reason = { code: 'insufficient_user_authentication', acrValues: ['mfa'], maxAge: 300 }
    const error = await refusedWith(refused('ERR-OAUTH-ACCESS', 'Not proved.', reason, 401), credential)
    expect(error).toMatchObject({
      name: 'SecondFactorError',
      code: 'second_factor',
      acrValues: ['mfa'],
      maxAge: 300,
      authorizationUrl: 'https://viewer.example/sign-in?acr_values=mfa',
    })
    expect(asked).toEqual([[[], { acrValues: ['mfa'], maxAge: 300 }]])
  })

  test('is read the same behind the statuses 401 and 403 of a bearer token', async () => {
    expect(
      await refusedWith(refused('ERR-INVALID-AUTH', 'No.', { code: 'token_expired' }, 401)),
    ).toMatchObject({
      code: 'auth_expired',
    })
    expect(
      await refusedWith(refused('ERR-OAUTH-ACCESS', 'No.', { code: 'scope_not_allowed' }, 403)),
    ).toMatchObject({
      code: 'scope',
      reason: 'not_allowed',
    })
  })

  const reason = {
    code: 'scope_not_granted',
    needed: ['maniphest.edit:status'],
    granted: ['maniphest.search'],
    missing: ['maniphest.edit:status'],
  }

  test.each(['token_read_only', 'token_scope'])(
    'for the limits of an API token, %s, names them',
    async (code) => {
      const error = await refusedWith(refused('ERR-OAUTH-ACCESS', 'No.', { ...reason, code }, 403))
      expect(error).toMatchObject({ code: 'scope', reason: 'not_in_token', missing: reason.missing })
      expect((error as ScopeError).remedy).toContain('maniphest.edit:status')
    },
  )

  test('for what the user has not granted carries the address that asks for exactly that', async () => {
    const credential: Credential = {
      authorization: async () => ({ kind: 'access-token', token: 'opaque', placement: 'header' }),
      authorizationUrl: async (scopes) =>
        `https://gateway.example.com/oauthserver/auth/?scope=${scopes.join('+')}`,
    }
    const error = await refusedWith(refused('ERR-OAUTH-ACCESS', 'No.', reason, 403), credential)
    expect(error).toBeInstanceOf(ScopeError)
    expect(error).toMatchObject({
      reason: 'not_granted',
      needed: reason.needed,
      granted: reason.granted,
      missing: reason.missing,
      authorizationUrl: 'https://gateway.example.com/oauthserver/auth/?scope=maniphest.edit:status',
    })
    expect((error as ScopeError).remedy).toContain('maniphest.edit:status')
  })

  test('is still that refusal when the address cannot be made', async () => {
    const credential: Credential = {
      authorization: async () => ({ kind: 'access-token', token: 'opaque', placement: 'header' }),
      authorizationUrl: async () => {
        throw new Error('no store')
      },
    }
    expect(await refusedWith(refused('ERR-OAUTH-ACCESS', 'No.', reason), credential)).toMatchObject({
      code: 'scope',
      authorizationUrl: undefined,
    })
  })
})

test('a failed answer in an envelope leaves the outcome of a write open, and is a server error of a read', async () => {
  await using server = await conduitServer({
    'maniphest.edit': () => refused('ERR-CONDUIT-CORE', 'The server failed.', undefined, 500),
    'maniphest.search': () => refused('ERR-CONDUIT-CORE', 'The server failed.', undefined, 500),
  })
  expect(await failure(server.client().maniphest.edit(close))).toMatchObject({ code: 'outcome_unknown' })
  expect(await failure(server.client().maniphest.search())).toMatchObject({ code: 'server', status: 500 })
})

test('so does that of a gateway, which says by itself that it failed: the write may have come before', async () => {
  const failed = () => refused('ERR-CONDUIT-CORE', 'The server failed.', { code: 'server' }, 500)
  await using server = await conduitServer({ 'maniphest.edit': failed, 'maniphest.search': failed })
  expect(await failure(server.client().maniphest.edit(close))).toMatchObject({ code: 'outcome_unknown' })
  expect(await failure(server.client().maniphest.search())).toMatchObject({ code: 'server', status: 500 })
})

test('every code of the union narrows in a switch', () => {
  const describeIt = (error: ConduitFailure): string => {
    switch (error.code) {
      case 'scope':
        return error.missing.join(' ')
      case 'second_factor':
        return error.acrValues.join(' ')
      case 'rate_limited':
        return String(error.retryAfter)
      case 'not_conduit':
        return String(error.status)
      case 'auth_missing':
      case 'auth_malformed':
      case 'auth_invalid':
      case 'auth_expired':
      case 'auth_revoked':
      case 'auth_address':
      case 'auth_disabled':
      case 'oauth_denied':
      case 'oauth_callback':
      case 'oauth_server':
      case 'validation':
      case 'permission':
      case 'not_found':
      case 'method_unknown':
      case 'server':
      case 'network':
      case 'timeout':
      case 'aborted':
      case 'outcome_unknown':
      case 'configuration':
        return error.remedy
      default:
        return error satisfies never
    }
  }
  const error = new ScopeError({ reason: 'not_allowed', needed: ['a.b'], granted: [], missing: ['a.b'] })
  expect(describeIt(error)).toBe('a.b')
  expect(isConduitError(error)).toBe(true)
  expect(isConduitError(new Error('other'))).toBe(false)
})

test('what the server says of a token is repeated without the token', async () => {
  const error = await refusedWith(refused('ERR-INVALID-AUTH', `API token "${TOKEN}" is not valid.`))
  expect(String(error)).toBe(
    'AuthenticationError: maniphest.edit was refused: API token "(secret)" is not valid.',
  )
})
