import { describe, expect, test } from 'vitest'
import { Conduit, type ConduitOptions } from '../../sdk/src/index.ts'
import { conduitServer, failure, TOKEN } from './conduit-server.ts'

const url = 'http://127.0.0.1:9'

/** What a program without types may pass. */
function untyped(options: unknown): Conduit {
  return new Conduit(options as ConduitOptions)
}

describe('a client is not made', () => {
  test.each([
    ['from the address alone', url, 'new Conduit({ url'],
    ['without an address', { url: undefined }, '`url`'],
    ['with a bare token for a credential', { url, credential: TOKEN }, '`credential`'],
    ['with a timeout of NaN', { url, timeout: Number.NaN }, '`timeout`'],
    ['with a timeout of nothing', { url, timeout: 0 }, '`timeout`'],
    ['with a timeout below zero', { url, timeout: -1 }, '`timeout`'],
    ['with a timeout without an end', { url, timeout: Number.POSITIVE_INFINITY }, '`timeout`'],
  ])('%s', (_name, options, named) => {
    const make = () => untyped(options)
    expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
    expect(make).toThrow(named)
    expect(make).not.toThrow(TOKEN)
  })
})

describe('a call is not sent', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle

  test.each([
    ['null', null],
    ['a text', 'T1'],
    ['a list', [1]],
    ['a circle', circle],
    ['a BigInt', { ids: [1n] }],
    ['a number that is none, which would clear a field', { priority: Number.NaN }],
  ])('whose parameters are or hold %s', async (_name, params) => {
    await using server = await conduitServer({ 'acme.build': () => null })
    const error = await failure(server.client().call('acme.build', params as object))
    expect(error).toMatchObject({ code: 'validation', method: 'acme.build' })
    expect(server.calls).toEqual([])
  })

  test('with a timeout that is none', async () => {
    await using server = await conduitServer({})
    const error = await failure(server.client().user.whoami({}, { timeout: -1 }))
    expect(error).toMatchObject({ code: 'configuration' })
    expect(server.calls).toEqual([])
  })
})
