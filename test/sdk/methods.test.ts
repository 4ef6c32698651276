import { inspect } from 'node:util'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type CataloguedMethod,
  Conduit,
  type ConduitMethods,
  type ManiphestTask,
  type ManiphestTransaction,
  methodCatalogue,
  type Page,
  type Phid,
} from '../../sdk/src/index.ts'
import { knownMethods } from '../../sdk/src/methods/names.ts'
import { accessOf, kindOf } from '../../sdk/src/methods/rules.ts'
import { conduitServer, failure } from './conduit-server.ts'
import { methodNames } from './types/method-names.ts'

declare module '../../sdk/src/index.ts' {
  interface ConduitMethods {
    'acme.deploy': { params: { revision: string }; result: { url: string } }
  }
}

describe('the catalogue', () => {
  test('has every method that a stock Phorge has, and those of a gateway', () => {
    expect([...methodCatalogue.keys()].sort()).toEqual([...methodNames].sort())
  })

  test('says of every method what the rules by name say, which a client has in its place', () => {
    const byRule = [...knownMethods.keys()].map((name) => [
      name,
      { access: accessOf(name), kind: kindOf(name) },
    ])
    expect(Object.fromEntries(byRule)).toEqual(Object.fromEntries(knownMethods))
    expect(byRule).toHaveLength(187 + 5)
  })

  test('says which methods change something', () => {
    const writes = [...methodCatalogue.values()]
      .filter(({ access, name }) => access === 'write' && !name.endsWith('.edit'))
      .map(({ name }) => name)
    expect(writes.sort()).toEqual([
      'application.propose',
      'auth.logout',
      'conduit.connect',
      'conpherence.createthread',
      'conpherence.updatethread',
      'differential.close',
      'differential.createcomment',
      'differential.creatediff',
      'differential.createinline',
      'differential.createrawdiff',
      'differential.createrevision',
      'differential.setdiffproperty',
      'differential.updaterevision',
      'diffusion.looksoon',
      'diffusion.updatecoverage',
      'file.allocate',
      'file.upload',
      'file.uploadchunk',
      'flag.delete',
      'harbormaster.createartifact',
      'harbormaster.queryautotargets',
      'harbormaster.sendmessage',
      'macro.creatememe',
      'maniphest.createtask',
      'maniphest.update',
      'paste.create',
      'phrequent.pop',
      'phrequent.push',
      'phriction.create',
      'project.create',
      'token.give',
      'user.disable',
      'user.enable',
    ])
    const edits = [...methodCatalogue.values()].filter(({ name }) => name.endsWith('.edit'))
    expect(edits.filter(({ access }) => access !== 'write')).toEqual([])
  })

  test('says which methods answer pages, and which need no credential', () => {
    const names = (wanted: (method: CataloguedMethod) => boolean) =>
      [...methodCatalogue.values()].filter(wanted).map(({ name }) => name)
    expect(names(({ name, paged }) => name.endsWith('.search') && !paged)).toEqual([
      'maniphest.priority.search',
      'maniphest.status.search',
    ])
    expect(names(({ authentication }) => !authentication).sort()).toEqual([
      'conduit.connect',
      'conduit.getcapabilities',
      'conduit.getcertificate',
      'conduit.ping',
    ])
  })

  test('says what has replaced a frozen method, and that is none which is frozen too', () => {
    const replacements = [...methodCatalogue.values()].flatMap(({ replacement }) => replacement ?? [])
    expect(methodCatalogue.get('maniphest.update')).toMatchObject({
      frozen: true,
      replacement: 'maniphest.edit',
    })
    expect(replacements.filter((name) => methodCatalogue.get(name)?.frozen !== false)).toEqual([])
  })

  test('says which transactions an edit takes', () => {
    expect(methodCatalogue.get('maniphest.edit')?.transactionTypes).toContain('projects.add')
    expect(methodCatalogue.get('user.edit')?.transactionTypes).toContain('approved')
    expect(methodCatalogue.get('maniphest.search')?.transactionTypes).toBeUndefined()
    expect(methodCatalogue.get('flag.edit')?.transactionTypes).toBeUndefined()
    expect(methodCatalogue.get('token.edit')).toMatchObject({
      creates: false,
      transactionTypes: ['name', 'expires', 'addresses', 'methods', 'revoke'],
    })
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

describe('a method of an application that this package does not know', () => {
  test('has its function too, whatever it answers', async () => {
    await using server = await conduitServer({
      'acme.deploy.now': ({ params }) => ({ deployed: params.revision }),
      'acme.search': () => 'no page',
    })
    const { acme } = server.client() as unknown as {
      acme: { deploy: { now(params: object): Promise<unknown> } }
    }
    expect(await acme.deploy.now({ revision: 'r1' })).toEqual({ deployed: 'r1' })
    expect(await server.client().call('acme.search')).toBe('no page')
  })

  test('makes of no client, and of no namespace, what it is not', async () => {
    await using server = await conduitServer({})
    const conduit = server.client()
    for (const thing of [conduit, conduit.maniphest, conduit.maniphest.search]) {
      expect(await thing).toBe(thing)
      expect(String(JSON.stringify({ thing }))).not.toContain('function')
      for (const key of ['then', 'toJSON', 'nodeType', 'asymmetricMatch', '$$typeof', Symbol.iterator]) {
        if (thing !== conduit || key !== 'toJSON') expect(Reflect.get(thing, key)).toBeUndefined()
      }
    }
    expect(inspect(conduit)).toBe(`Conduit { url: '${server.url}/' }`)
    expect(inspect(conduit.maniphest)).toMatch(/^\{ search: \[Function/)
    expect([conduit, conduit.maniphest]).toEqual([conduit, conduit.maniphest])
    expect(conduit).not.toEqual(new Conduit({ url: 'https://phorge.example.com' }))
    expect(conduit.maniphest).toBe(conduit.maniphest)
    expect(server.calls).toEqual([])
  })

  test('is refused by its name where it is no method, such as an application', async () => {
    await using server = await conduitServer({})
    const { project } = server.client()
    const column = project.column as unknown as () => Promise<unknown>
    expect(await failure(column())).toMatchObject({ code: 'method_unknown', method: 'project.column' })
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
