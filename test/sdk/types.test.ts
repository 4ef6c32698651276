import {
  Conduit,
  type ConduitFailure,
  type ManiphestTask,
  memoryStore,
  OAuthClient,
  type StoredToken,
} from 'phorge-conduit'
import { createSignIn } from 'phorge-conduit/server'
import { describe, expect, expectTypeOf, test } from 'vitest'

const conduit = new Conduit({ url: 'http://127.0.0.1:9' })

/** Compiled and not run: what is marked with `@ts-expect-error` is what the compiler must refuse. */
function compiled(program: (...given: never[]) => unknown): void {
  expect(program).toBeTypeOf('function')
}

describe('a slip of the pen is refused by the compiler', () => {
  test('in what is searched for', () => {
    compiled(() => [
      // @ts-expect-error statuses
      conduit.maniphest.search({ constraints: { status: ['open'] } }),
      // @ts-expect-error a list
      conduit.maniphest.search({ constraints: { statuses: 'open' } }),
      // @ts-expect-error numbers: 80
      conduit.maniphest.search({ constraints: { priorities: ['high'] } }),
      // @ts-expect-error false attaches it too
      conduit.maniphest.search({ attachments: { projects: false } }),
      conduit.maniphest.search({ constraints: { 'custom.acme.severity': 3 }, order: ['-id'] }),
    ])
  })

  test('in a transaction, by whichever way it is sent', () => {
    compiled(() => [
      // @ts-expect-error title
      conduit.maniphest.edit({ transactions: [{ type: 'titel', value: 'x' }] }),
      // @ts-expect-error title
      conduit.call('maniphest.edit', { transactions: [{ type: 'titel', value: 'x' }] }),
      // @ts-expect-error Phorge takes no user name here
      conduit.maniphest.edit({ transactions: [{ type: 'owner', value: 'angie' }] }),
      // @ts-expect-error a keyword
      conduit.maniphest.edit({ transactions: [{ type: 'priority', value: 80 }] }),
      conduit.maniphest.edit({ transactions: [{ type: 'custom.acme.severity', value: { any: 'thing' } }] }),
    ])
  })

  test('in what is done to a task', () => {
    compiled(() => [
      // @ts-expect-error projects
      conduit.tasks.create({ title: 'x', project: ['#backend'] }),
      // @ts-expect-error { status: 'wontfix' }
      conduit.tasks.close('T1', 'wontfix'),
      // @ts-expect-error either some are added or all are replaced
      conduit.tasks.edit('T1', { projects: { add: ['#backend'], set: ['#mobile'] } }),
      // @ts-expect-error add or set
      conduit.tasks.edit('T1', { projects: ['#backend'] }),
    ])
  })

  test('in the field of a result', () => {
    compiled(async () => {
      const { data, cursor } = await conduit.maniphest.search()
      return [
        // @ts-expect-error fields.name
        data[0]?.fields.title,
        // @ts-expect-error cursor.after
        cursor.next,
        // @ts-expect-error data
        (await conduit.maniphest.status.search()).statuses,
        data[0]?.fields['custom.acme.severity'],
      ]
    })
  })
})

test('fields of a result are typed, custom ones as unknown', () => {
  type Fields = ManiphestTask['fields']
  expectTypeOf<Fields['priority']['value']>().toEqualTypeOf<number>()
  expectTypeOf<Fields['groupByProjectPHID']>().toEqualTypeOf<`PHID-PROJ-${string}` | null | undefined>()
  expectTypeOf<Fields['custom.acme.severity']>().toEqualTypeOf<unknown>()
  type Found = Awaited<ReturnType<ReturnType<typeof conduit.maniphest.search>['all']>>
  expectTypeOf<Found>().toEqualTypeOf<ManiphestTask[]>()
})

test('a method that this package does not know takes anything and answers unknown', () => {
  compiled(async () => {
    const answer = await conduit.call('acme.unheard.of', { any: 'thing' }, { timeout: 100 })
    expectTypeOf(answer).toEqualTypeOf<unknown>()
  })
})

test('a variable that may be undefined can be passed for every option that may be left out', () => {
  compiled((maybe?: string, scopes?: string[]) => {
    const registration = { server: 'x', clientId: 'x', redirectUri: 'x', clientSecret: maybe }
    const client = new OAuthClient({ ...registration, scopes, now: undefined })
    const token: StoredToken = { accessToken: 'x', refreshToken: maybe, expiresAt: undefined, scopes }
    const signIn = createSignIn({
      client,
      store: memoryStore(),
      cookie: { secret: 'x', name: maybe, maxAge: undefined },
      paths: { start: maybe },
      onFailure: undefined,
    })
    return [
      token,
      client.authorize({ scopes }),
      signIn.startUrl({ returnTo: maybe, scopes }),
      signIn.session(new Request('x'), { returnTo: maybe }),
      new Conduit({ url: 'x', credential: undefined, timeout: undefined, signal: undefined }),
      conduit.tasks.create({ title: 'x', priority: maybe, projects: scopes }),
      conduit.tasks.close('T1', { comment: maybe }, { signal: undefined }),
      conduit.maniphest.search({ after: maybe, constraints: undefined, order: undefined }),
    ]
  })
})

test('a switch over all codes is exhaustive, and each case has what belongs to it', () => {
  compiled((error: ConduitFailure): string | number | undefined => {
    switch (error.code) {
      case 'auth_missing':
      case 'auth_malformed':
      case 'auth_invalid':
      case 'auth_expired':
      case 'auth_revoked':
      case 'auth_address':
      case 'auth_disabled':
      case 'permission':
      case 'not_found':
      case 'method_unknown':
      case 'network':
      case 'timeout':
      case 'outcome_unknown':
      case 'configuration':
        return error.remedy
      case 'scope':
        return error.authorizationUrl ?? error.missing.join(' ')
      case 'second_factor':
        return error.authorizationUrl ?? error.acrValues.join(' ')
      case 'validation':
        return error.valid?.join(', ')
      case 'rate_limited':
        return error.retryAfter
      case 'server':
      case 'not_conduit':
        return error.status
      case 'aborted':
        return error.outcomeUnknown ? 'perhaps' : 'no'
      case 'oauth_denied':
      case 'oauth_callback':
      case 'oauth_server':
        return error.error
    }
  })
})
