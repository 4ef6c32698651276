import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Conduit,
  type ConduitMethods,
  type ManiphestTask,
  type ManiphestTransaction,
  methodCatalogue,
  type Page,
  type Phid,
} from '../../sdk/src/index.ts'
import { conduitServer } from './conduit-server.ts'

declare module '../../sdk/src/index.ts' {
  interface ConduitMethods {
    'acme.deploy': { params: { revision: string }; result: { url: string } }
  }
}

describe('the catalogue', () => {
  test('has every method that Phorge has in these applications', () => {
    const perApplication = {
      conduit: 'connect getcapabilities getcertificate ping query',
      maniphest:
        'createtask edit gettasktransactions info priority.search query querystatuses search status.search update',
      phid: 'info lookup query',
      project: 'column.search create edit query search',
      transaction: 'search',
      user: 'disable edit enable find query search whoami',
    }
    const expected = Object.entries(perApplication).flatMap(([application, methods]) =>
      methods.split(' ').map((method) => `${application}.${method}`),
    )
    expect([...methodCatalogue.keys()].filter((name) => !name.startsWith('auth.')).sort()).toEqual(
      expected.sort(),
    )
  })

  test('says which methods change something', () => {
    const writes = [...methodCatalogue.values()]
      .filter(({ access }) => access === 'write')
      .map(({ name }) => name)
    expect(writes.sort()).toEqual([
      'auth.logout',
      'conduit.connect',
      'maniphest.createtask',
      'maniphest.edit',
      'maniphest.update',
      'project.create',
      'project.edit',
      'user.disable',
      'user.edit',
      'user.enable',
    ])
  })

  test('says which transactions an edit takes', () => {
    expect(methodCatalogue.get('maniphest.edit')?.transactionTypes).toContain('projects.add')
    expect(methodCatalogue.get('user.edit')?.transactionTypes).toEqual(['disabled', 'approved'])
    expect(methodCatalogue.get('maniphest.search')?.transactionTypes).toBeUndefined()
  })
})

describe('a method name', () => {
  test('is the path to its function', async () => {
    await using server = await conduitServer({
      'maniphest.status.search': () => ({ data: [{ name: 'Open', value: 'open', closed: false }] }),
      'project.column.search': () => ({
        data: [],
        maps: [],
        cursor: { limit: 100, after: null, before: null },
      }),
      'user.find': () => [],
    })
    const conduit = server.client()
    expect((await conduit.maniphest.status.search()).data[0]?.value).toBe('open')
    expect(await conduit.project.column.search().all()).toEqual([])
    expect(await conduit.user.find({ aliases: ['x'] })).toEqual({})
    expect(server.calls.map(({ method }) => method)).toEqual([
      'maniphest.status.search',
      'project.column.search',
      'user.find',
    ])
  })
})

describe('types', () => {
  test('know parameters and results by name, also of methods that others add', () => {
    expectTypeOf<ConduitMethods['maniphest.search']['result']>().toEqualTypeOf<Page<ManiphestTask>>()
    expectTypeOf<ConduitMethods['acme.deploy']['result']>().toEqualTypeOf<{ url: string }>()
    expectTypeOf<ConduitMethods['maniphest.edit']['result']['object']['phid']>().toEqualTypeOf<Phid<'TASK'>>()
  })

  test('refuse what the wire would refuse', () => {
    expectTypeOf<{ type: 'title'; value: string }>().toExtend<ManiphestTransaction>()
    expectTypeOf<{ type: 'title'; value: number }>().not.toExtend<ManiphestTransaction>()
    expectTypeOf<{ type: 'column'; value: 'PHID-PCOL-x' }>().not.toExtend<ManiphestTransaction>()
    expectTypeOf<{ type: 'assign'; value: string }>().not.toExtend<ManiphestTransaction>()
    type Order = NonNullable<ConduitMethods['maniphest.search']['params']['order']>
    expectTypeOf<'newest'>().toExtend<Order>()
    expectTypeOf<'nope'>().not.toExtend<Order>()
  })

  test('are checked where a method is called', () => {
    const wrong = (conduit: Conduit) => [
      // @ts-expect-error transactions are missing
      conduit.call('maniphest.edit', {}),
      // @ts-expect-error there is no such transaction
      conduit.maniphest.edit({ transactions: [{ type: 'assign', value: 'x' }] }),
      // @ts-expect-error a number is no user name
      conduit.user.search({ constraints: { usernames: [1] } }),
      // @ts-expect-error an identifier that may be missing would create
      conduit.maniphest.edit({ objectIdentifier: undefined, transactions: [] }),
      // @ts-expect-error names are required
      conduit.phid.lookup(),
    ]
    expect(wrong).toBeTypeOf('function')
  })
})
