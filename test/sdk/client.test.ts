import { describe, expect, test } from 'vitest'
import { Conduit, type Credential, isConduitError } from '../../sdk/src/index.ts'
import { conduitServer, failure, pageOnWire, refused, TOKEN, taskOnWire } from './conduit-server.ts'

const me = { phid: 'PHID-USER-me', userName: 'rjkaplan', realName: 'Rachel', roles: ['verified'] }

const bearer: Credential = {
  authorization: async () => ({ kind: 'access-token', token: 'opaque-access-token', placement: 'header' }),
}
const inBody: Credential = {
  authorization: async () => ({ kind: 'access-token', token: 'opaque-access-token', placement: 'body' }),
}

describe('a call on the wire', () => {
  test('is a form post whose params hold the arguments and the token', async () => {
    await using server = await conduitServer({ 'user.whoami': () => me })
    expect(await server.client().user.whoami()).toMatchObject({ userName: 'rjkaplan' })
    const [call] = server.calls
    expect(call?.url).toBe('/api/user.whoami')
    expect(call?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(call?.form.get('output')).toBe('json')
    expect(call?.credentials).toEqual({ token: TOKEN })
    expect(call?.headers.authorization).toBeUndefined()
    expect(call?.headers.cookie).toBeUndefined()
  })

  test('carries an access token in the body, or in the header of a server that takes it there', async () => {
    await using server = await conduitServer({ 'user.whoami': () => me })
    await server.client({ credential: inBody }).user.whoami()
    await server.client({ credential: bearer }).user.whoami()
    expect(server.calls[0]?.credentials).toEqual({ access_token: 'opaque-access-token' })
    expect(server.calls[0]?.headers.authorization).toBeUndefined()
    expect(server.calls[1]?.credentials).toBeUndefined()
    expect(server.calls[1]?.headers.authorization).toBe('Bearer opaque-access-token')
    for (const { url } of server.calls) expect(url).not.toContain('token')
  })

  test('sends no token to a method that asks for none', async () => {
    await using server = await conduitServer({ 'conduit.ping': () => 'web001' })
    expect(await server.client().conduit.ping()).toBe('web001')
    expect(server.calls[0]?.credentials).toBeUndefined()
  })

  test('works without a credential as far as the server allows', async () => {
    await using server = await conduitServer({
      'conduit.ping': () => 'web001',
      'user.whoami': () => refused('ERR-INVALID-SESSION'),
    })
    const conduit = server.client().as(undefined)
    expect(await conduit.conduit.ping()).toBe('web001')
    expect(await new Conduit({ url: server.url }).conduit.ping()).toBe('web001')
    expect(await failure(conduit.user.whoami())).toMatchObject({
      code: 'auth_missing',
      method: 'user.whoami',
    })
  })

  test('finds the server below a path, and with the address that Arcanist uses, and takes no cookies along', async () => {
    const seen: string[] = []
    const fetch = async (...request: Parameters<typeof globalThis.fetch>) => {
      const { url, credentials, redirect, referrerPolicy } = new Request(...request)
      expect({ credentials, redirect, referrerPolicy }).toEqual({
        credentials: 'omit',
        redirect: 'manual',
        referrerPolicy: 'no-referrer',
      })
      seen.push(url)
      return Response.json({ result: 'x', error_code: null, error_info: null })
    }
    for (const url of [
      'https://example.com/phorge',
      'https://example.com/phorge/',
      'https://example.com/phorge/api/',
    ]) {
      await new Conduit({ url, fetch }).conduit.ping()
    }
    expect(new Set(seen)).toEqual(new Set(['https://example.com/phorge/api/conduit.ping']))
  })

  test.each([
    'phorge.example.com',
    'ftp://example.com',
    'https://me:secret@example.com',
    'https://example.com/?x=1',
  ])('is not made to %s, which is no address of a server', (url) => {
    expect(() => new Conduit({ url })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  test("can be made with a browser's own fetch, which is nobody's method", async () => {
    await using server = await conduitServer({ 'user.whoami': () => me })
    const fetch = function (this: unknown, ...request: Parameters<typeof globalThis.fetch>) {
      if (this !== undefined) throw new TypeError('Illegal invocation')
      return globalThis.fetch(...request)
    }
    expect(await server.client({ fetch }).user.whoami()).toMatchObject({ userName: 'rjkaplan' })
  })

  test('is not made for a name that is no method', async () => {
    await using server = await conduitServer({})
    expect(await failure(server.client().call('../login/'))).toMatchObject({ code: 'validation' })
    expect(await failure(server.client().call('user.whoami?x'))).toMatchObject({ code: 'validation' })
    expect(server.calls).toEqual([])
  })

  test('takes no credentials from the parameters', async () => {
    await using server = await conduitServer({})
    const call = server.client().call('acme.build', { __conduit__: { token: 'x' } })
    expect(await failure(call)).toMatchObject({ code: 'validation' })
    expect(server.calls).toEqual([])
  })
})

describe('a result', () => {
  test('keeps fields that this package does not know, custom fields among them', async () => {
    await using server = await conduitServer({
      'maniphest.search': () => pageOnWire([taskOnWire(1, { 'custom.acme.severity': 3, invented: [1] })]),
    })
    const { data } = await server.client().maniphest.search()
    expect(data[0]?.fields).toMatchObject({ 'custom.acme.severity': 3, invented: [1] })
  })

  test('has maps where PHP wrote empty lists', async () => {
    await using server = await conduitServer({
      'maniphest.search': () => pageOnWire([taskOnWire(1, {}, { columns: { boards: [] } }), taskOnWire(2)]),
      'phid.lookup': () => [],
    })
    const { data, maps } = await server.client().maniphest.search()
    expect(data.map((task) => task.attachments)).toEqual([{ columns: { boards: {} } }, {}])
    expect(maps).toEqual({})
    expect(await server.client().phid.lookup({ names: ['T999999'] })).toEqual({})
  })

  test('of another shape than documented is refused, and the error says where without repeating values', async () => {
    await using server = await conduitServer({
      'maniphest.search': () => pageOnWire([{ ...taskOnWire(1), phid: 'private value' }]),
    })
    const error = await failure(server.client().maniphest.search())
    expect(error).toMatchObject({ code: 'not_conduit', method: 'maniphest.search' })
    expect(String(error)).toContain('result.data.0.phid')
    expect(String(error)).not.toContain('private value')
  })

  test('of a method that this package does not know comes as it is', async () => {
    await using server = await conduitServer({
      'acme.build': ({ params }) => ({ deployed: params.revision }),
    })
    expect(await server.client().call('acme.build', { revision: 'r1' })).toEqual({ deployed: 'r1' })
  })

  test('is typed by the name of the method', async () => {
    await using server = await conduitServer({ 'user.whoami': () => me })
    const answer = await server.client().call('user.whoami')
    const userName: string = answer.userName
    expect(userName).toBe('rjkaplan')
  })
})

describe('objectIdentifier', () => {
  test.each([[''], [' '], ['0'], [0], [null], [undefined], [Number.NaN]])(
    '%j is refused before it is sent, because Phorge would create',
    async (objectIdentifier) => {
      await using server = await conduitServer({})
      const params = { objectIdentifier, transactions: [] } as unknown as { transactions: [] }
      const error = await failure(server.client().maniphest.edit(params))
      expect(error).toMatchObject({ code: 'validation', method: 'maniphest.edit' })
      expect(await failure(server.client().call('acme.edit', params))).toMatchObject({ code: 'validation' })
      expect(server.calls).toEqual([])
    },
  )

  test('left out means create', async () => {
    await using server = await conduitServer({
      'maniphest.edit': () => ({
        object: { id: 5, phid: 'PHID-TASK-x' },
        transactions: [{ phid: 'PHID-XACT-TASK-y' }],
      }),
    })
    const { object } = await server.client().maniphest.edit({ transactions: [{ type: 'title', value: 'x' }] })
    expect(object).toEqual({ id: 5, phid: 'PHID-TASK-x' })
    expect(server.calls[0]?.params).toEqual({ transactions: [{ type: 'title', value: 'x' }] })
  })
})

describe('a token that is refused', () => {
  function renewing(tokens: string[]): Credential & { renewals: string[] } {
    const renewals: string[] = []
    return {
      renewals,
      authorization: async () => ({ kind: 'access-token', token: 'stale', placement: 'body' }),
      renew: async (refusedOne) => {
        renewals.push(refusedOne.token)
        const token = tokens.shift()
        return token === undefined ? undefined : { kind: 'access-token', token, placement: 'body' }
      },
    }
  }
  const onlyFresh = {
    'user.whoami': ({ credentials }: { credentials: Record<string, string> | undefined }) =>
      credentials?.access_token === 'fresh' ? me : refused('ERR-INVALID-AUTH'),
  }

  test('is renewed once and the call made again', async () => {
    await using server = await conduitServer(onlyFresh)
    const credential = renewing(['fresh'])
    expect(await server.client({ credential }).user.whoami()).toMatchObject({ userName: 'rjkaplan' })
    expect(credential.renewals).toEqual(['stale'])
    expect(server.calls).toHaveLength(2)
  })

  test('is not renewed a second time', async () => {
    await using server = await conduitServer(onlyFresh)
    const credential = renewing(['also stale', 'fresh'])
    expect(await failure(server.client({ credential }).user.whoami())).toMatchObject({ code: 'auth_invalid' })
    expect(server.calls).toHaveLength(2)
  })

  test('is not renewed when the server did not see it: something in between lost it', async () => {
    await using server = await conduitServer({ 'user.whoami': () => refused('ERR-INVALID-SESSION') })
    const credential = renewing(['fresh'])
    expect(await failure(server.client({ credential }).user.whoami())).toMatchObject({ code: 'auth_missing' })
    expect(credential.renewals).toEqual([])
  })

  test('is reported as it was when there is nothing to renew it with', async () => {
    await using server = await conduitServer(onlyFresh)
    const error = await failure(server.client({ credential: renewing([]) }).user.whoami())
    expect(isConduitError(error) && error.code).toBe('auth_invalid')
    expect(server.calls).toHaveLength(1)
  })
})
