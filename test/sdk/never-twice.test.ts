import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, type ConduitOptions, type Middleware } from '../../sdk/src/index.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../gateway/conduit/gateway-under-test.ts'
import { conduitServer, failure, pageOnWire, refused, TOKEN } from './conduit-server.ts'
import { HastyClock } from './fake-clock.ts'

const edited = { object: { id: 1, phid: 'PHID-TASK-1' }, transactions: [] }
const create = { transactions: [{ type: 'title', value: 'x' }] } as const
const hangUp = (_: unknown, response: { destroy(): void }) => void response.destroy()

/** A `fetch` that loses the answer to the next so many calls of Conduit, which the server has carried out by then. */
function losing(answers: number): typeof fetch {
  let left = answers
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!String(input).includes('/api/maniphest.edit') || left === 0) return response
    left -= 1
    await response.text()
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }) })
  }
}

describe('with a gateway', () => {
  let gateway: GatewayUnderTest
  let token: string

  beforeAll(async () => {
    gateway = await startGatewayUnderTest()
    ;({ token } = await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' }))
  })
  afterAll(() => gateway.close())

  const client = (options: Partial<ConduitOptions> = {}) =>
    new Conduit({ url: gateway.url, credential: apiToken(token), clock: new HastyClock(), ...options })

  const titled = async (title: string) =>
    (await client().maniphest.search().all()).filter(({ fields }) => fields.name === title).length

  test('a create whose answer was lost is asked for again, and there is one task', async () => {
    const conduit = client({ fetch: losing(2) })
    const { object } = await conduit.maniphest.edit({
      transactions: [{ type: 'title', value: 'Lost twice' }],
    })
    expect(object.id).toBeGreaterThan(0)
    expect(await titled('Lost twice')).toBe(1)
  })

  test('a comment whose answer was lost is said once', async () => {
    const { id, phid } = await client().tasks.create({ title: 'Commented' })
    await client({ fetch: losing(1) }).tasks.comment(id, 'once')
    const said = await client().transaction.search({ objectIdentifier: phid }).all()
    expect(said.filter(({ type }) => type === 'comment')).toHaveLength(1)
  })

  test('two calls are two writes, and two with the same key are one', async () => {
    const conduit = client()
    const once = { idempotencyKey: 'deploy-r123' }
    const one = await conduit.maniphest.edit(create, once)
    const other = await client().maniphest.edit(create, once)
    const third = await conduit.maniphest.edit(create)
    expect(other.object.id).toBe(one.object.id)
    expect(third.object.id).not.toBe(one.object.id)
  })

  test('another write under the same key is refused, and the error says what is wrong', async () => {
    const once = { idempotencyKey: 'deploy-r124' }
    await client().maniphest.edit(create, once)
    const other = client().maniphest.edit({ transactions: [{ type: 'title', value: 'y' }] }, once)
    const error = await failure(other)
    expect(error).toMatchObject({ code: 'validation', method: 'maniphest.edit' })
    expect(error).toHaveProperty('remedy', expect.stringContaining('idempotencyKey'))
  })

  test('one whose first answer the gateway has lost stays in doubt, and is not done again', async () => {
    const once = { idempotencyKey: 'deploy-r125' }
    await client().maniphest.edit(create, once)
    await gateway.gateway.database.updateTable('idempotency_keys').set({ answer: null }).execute()
    const before = gateway.calls.length
    expect(await failure(client().maniphest.edit(create, once))).toMatchObject({
      code: 'outcome_unknown',
      isPending: true,
    })
    expect(gateway.calls).toHaveLength(before)
  })

  test('a page of another origin may read that the server keeps keys', async () => {
    const response = await fetch(`${gateway.url}/.well-known/oauth-protected-resource/api`)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({
      conduit_capabilities_supported: expect.arrayContaining(['idempotency-key']),
    })
  })
})

describe('a write', () => {
  test('carries a key, the same for every sending and another for every call; a read carries none', async () => {
    let lost = 2
    await using server = await conduitServer(
      {
        'maniphest.edit': (call, response) => {
          lost -= 1
          return lost < 0 ? edited : hangUp(call, response)
        },
        'maniphest.search': () => pageOnWire([]),
      },
      { kind: 'gateway' },
    )
    const conduit = server.client({ retries: 3, clock: new HastyClock() })
    await conduit.maniphest.edit(create)
    await conduit.maniphest.edit(create)
    await conduit.maniphest.search()
    const keys = server.calls.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)
    expect(keys.slice(0, 3)).toEqual([keys[0], keys[0], keys[0]])
    expect(new Set(keys).size).toBe(3)
    expect(keys.at(-1)).toBeUndefined()
  })

  test('asks the metadata whether its key is heeded when no answer has said so, once', async () => {
    let lost = 1
    await using server = await conduitServer(
      {
        'maniphest.edit': (call, response) => {
          lost -= 1
          return lost < 0 ? edited : hangUp(call, response)
        },
      },
      { kind: 'gateway' },
    )
    const conduit = server.client({ retries: 3, clock: new HastyClock() })
    await conduit.maniphest.edit(create)
    expect([server.calls.length, server.metadataRequests]).toEqual([2, 1])
    lost = 1
    await conduit.maniphest.edit(create)
    expect([server.calls.length, server.metadataRequests]).toEqual([4, 1])
  })

  test('waits for the answer to its first sending, which the server is still carrying out', async () => {
    let asked = 0
    await using server = await conduitServer(
      {
        'maniphest.edit': (call, response) => {
          asked += 1
          if (asked === 1) return hangUp(call, response)
          const reason = { code: 'idempotency_key_in_use' }
          return asked < 7 ? refused('ERR-CONDUIT-CORE', 'Wait.', reason, 409) : edited
        },
      },
      { kind: 'gateway' },
    )
    const conduit = server.client({ retries: 1, clock: new HastyClock(), random: () => 0.2 })
    expect(await conduit.maniphest.edit(create)).toMatchObject({ object: { id: 1 } })
    expect(asked).toBe(7)
  })

  test('is not sent again without its key: a middleware may take it off for a proxy that lets no such header pass', async () => {
    await using server = await conduitServer({ 'maniphest.edit': hangUp }, { kind: 'gateway' })
    const withoutKey: Middleware = (request, next) => {
      request.headers.delete('idempotency-key')
      return next()
    }
    const conduit = server.client({ retries: 3, clock: new HastyClock(), middleware: [withoutKey] })
    expect(await failure(conduit.maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
    expect(server.calls).toHaveLength(1)
    expect(server.calls[0]?.headers['idempotency-key']).toBeUndefined()
  })

  test.each(['', 'two words', 'a,b', 'é', 'x'.repeat(256)])(
    'takes no %j for a key',
    async (idempotencyKey) => {
      await using server = await conduitServer({})
      const call = server.client().maniphest.edit(create, { idempotencyKey })
      expect(await failure(call)).toMatchObject({ code: 'configuration' })
      expect(server.calls).toEqual([])
    },
  )
})

describe('with a stock Phorge, after an answer that was lost', () => {
  const existing = (...transactions: unknown[]) => ({ objectIdentifier: 'T1', transactions })
  const set = (type: string, value: unknown = 'x') => ({ type, value })

  test.each<[string, string, object]>([
    ['an edit that sets a status', 'maniphest.edit', existing(set('status', 'resolved'))],
    ['one that sets owner and priority', 'maniphest.edit', existing(set('owner', null), set('priority'))],
    ['one that adds projects', 'maniphest.edit', existing(set('projects.add', ['PHID-PROJ-a']))],
    ['one that sets a custom field', 'maniphest.edit', existing(set('custom.acme.severity', 3))],
    [
      'one of a revision that sets reviewers',
      'differential.revision.edit',
      existing(set('reviewers.set', [])),
    ],
  ])('%s is sent again: the second finds nothing to change', async (_, method, params) => {
    expect(await sendings(method, params)).toBe(2)
  })

  test.each<[string, string, object]>([
    ['a create', 'maniphest.edit', create],
    ['a comment', 'maniphest.edit', existing(set('status'), set('comment'))],
    ['the acceptance of a revision', 'differential.revision.edit', existing(set('accept', true))],
    ['a transaction of a type that nobody knows', 'maniphest.edit', existing(set('acme'))],
    ['what is no transaction', 'maniphest.edit', existing(null)],
    ['another method that writes', 'token.give', { objectPHID: 'PHID-TASK-1' }],
    ['a method that this package does not know', 'acme.build', {}],
  ])('%s is not: it would be done twice, or be refused for having been done', async (_, method, params) => {
    expect(await sendings(method, params)).toBe(1)
  })

  async function sendings(method: string, params: object): Promise<number> {
    let lost = 1
    await using server = await conduitServer({
      [method]: (call, response) => {
        lost -= 1
        return lost < 0 ? edited : hangUp(call, response)
      },
    })
    const call = server.client({ retries: 3, clock: new HastyClock() }).call<string>(method, params)
    await call.catch((error) => expect(error).toMatchObject({ code: 'outcome_unknown' }))
    return server.calls.length
  }

  test('an answer that does not announce keys counts as much: nobody asks the metadata then', async () => {
    let lost = false
    await using server = await conduitServer({
      'maniphest.edit': (call, response) => (lost ? hangUp(call, response) : edited),
    })
    const conduit = server.client({ retries: 3, clock: new HastyClock() })
    await conduit.maniphest.edit(create)
    lost = true
    expect(await failure(conduit.maniphest.edit(create))).toMatchObject({ code: 'outcome_unknown' })
    expect([server.calls.length, server.metadataRequests]).toEqual([2, 0])
  })

  test('the session of a browser, which only a stock Phorge takes, sends no key', async () => {
    await using server = await conduitServer({ 'maniphest.edit': () => edited })
    const credential = { authorization: async () => ({ kind: 'browser-session', token: 'B@x' }) as const }
    await server.client({ credential }).maniphest.edit(create)
    expect(server.calls[0]?.headers['idempotency-key']).toBeUndefined()
  })

  test('the key is sent all the same to one that does not know it: the first answer may be the lost one', async () => {
    await using server = await conduitServer({ 'maniphest.edit': () => edited })
    await server.client({ credential: apiToken(TOKEN) }).maniphest.edit(create)
    expect(server.calls[0]?.headers['idempotency-key']).toBeTypeOf('string')
  })
})
