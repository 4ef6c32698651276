import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Conduit, markerOf, withMarker } from '../../../sdk/src/index.ts'
import { HastyClock } from '../fake-clock.ts'
import { type BreakingProxy, breakingProxy } from './breaking-proxy.ts'
import { gatewayAndPeople, type People } from './gateway-and-people.ts'

let people: People
let proxy: BreakingProxy
let angie: Conduit
let later: Conduit
let collection: string

beforeAll(async () => {
  people = await gatewayAndPeople()
})
afterAll(() => people[Symbol.asyncDispose]())
beforeEach(async () => {
  collection = randomUUID()
  proxy = await breakingProxy(people.gateway.url)
  angie = await people.client('angie', { url: proxy.url })
  const clock = new HastyClock()
  vi.spyOn(clock, 'now').mockReturnValue((people.gateway.now + 86_400) * 1000)
  later = await people.client('rjkaplan', { url: proxy.url, clock })
})
afterEach(() => proxy[Symbol.asyncDispose]())

/** What `createOnce` leaves behind, without its looking. */
async function make(...keys: string[]): Promise<number[]> {
  const direct = await people.client('angie')
  const ids: number[] = []
  for (const key of keys) {
    const description = withMarker(`About ${key}`, await markerOf({ collection, key }))
    ids.push((await direct.tasks.create({ title: key, description })).id)
  }
  return ids
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `error ${index}`)

test('the tasks of keys are found by somebody else, with their state; a key without a task is absent', async () => {
  const [one, two] = await make('one', 'two')
  await angie.tasks.close(`T${two}`)
  for (proxy.indexLags of [true, false]) {
    for (const keys of [
      ['one', 'two', 'three'],
      ['one', 'two', 'three', 'four', 'five'],
    ]) {
      const client = proxy.indexLags ? angie : later
      const found = await client.tasks.findByKeys({ collection, keys })
      expect([...found.keys()].sort()).toEqual(['one', 'two'])
      expect(found.get('one')).toMatchObject({ id: one, isOpen: true })
      expect(found.get('two')).toMatchObject({ id: two, isClosed: true })
    }
  }
  expect(await later.tasks.findByKey({ collection, key: 'one' })).toMatchObject({ id: one })
  expect(await later.tasks.findByKey({ key: 'one' })).toBeUndefined()
})

test('of two tasks with one key the lower number is found, and who quotes the marker has no key', async () => {
  const { set, key } = await markerOf({ collection, key: 'one' })
  await angie.tasks.create({ title: 'Quotes', description: `Like \`${set} ${key}\`.` })
  const [first] = await make('one', 'one')
  for (const client of [angie, later]) {
    expect(await client.tasks.findByKey({ collection, key: 'one' })).toMatchObject({ id: first })
  }
})

test('no keys cost no call, few cost two, and names that JavaScript has are keys like any other', async () => {
  await later.tasks.statuses()
  proxy.calls.length = 0
  expect((await later.tasks.findByKeys({ collection, keys: [] })).size).toBe(0)
  expect(proxy.calls).toHaveLength(0)
  expect(await later.tasks.findByKey({ collection, key: '__proto__' })).toBeUndefined()
  expect(proxy.calls).toHaveLength(2)
})

test('a page of 100 errors costs at most 11 calls, however many tasks the collection has', async () => {
  await make(...numbered(850))
  const oldest = numbered(100)
  proxy.calls.length = 0
  const found = await later.tasks.findByKeys({ collection, keys: [...oldest, 'unknown'] })
  expect(proxy.calls.length).toBeLessThanOrEqual(11)
  expect([...found.keys()].every((key) => oldest.includes(key))).toBe(true)

  proxy.calls.length = 0
  const newest = numbered(850).slice(-100)
  expect((await later.tasks.findByKeys({ collection, keys: newest })).size).toBe(100)
  expect(proxy.calls.length).toBeLessThanOrEqual(3)

  expect(await later.tasks.findByKey({ collection, key: 'error 0' })).toMatchObject({ title: 'error 0' })
}, 30_000)
