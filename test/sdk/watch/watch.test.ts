import {
  type TaskChange,
  type TaskWatch,
  type WatchOptions,
  type WatchPosition,
  watch,
} from 'phorge-conduit/watch'
import { webhookSource } from 'phorge-conduit/webhooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Conduit } from '../../../sdk/src/index.ts'
import { failure } from '../conduit-server.ts'
import { FakeClock } from '../fake-clock.ts'
import { type BreakingProxy, breakingProxy } from '../tasks/breaking-proxy.ts'
import { gatewayAndPeople, type People } from '../tasks/gateway-and-people.ts'
import { call, key, payloadOf } from '../webhooks/signed.ts'

let people: People
let proxy: BreakingProxy
let angie: Conduit
let watcher: Conduit
let clock: FakeClock
let stop: AbortController

beforeEach(async () => {
  people = await gatewayAndPeople()
  proxy = await breakingProxy(people.gateway.url)
  angie = await people.client('angie')
  watcher = await people.client('rjkaplan', { url: proxy.url })
  clock = new FakeClock()
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await proxy[Symbol.asyncDispose]()
  await people[Symbol.asyncDispose]()
})

interface Watching {
  readonly changes: TaskWatch
  /** Every change so far: which task, and what was done to it. */
  readonly seen: [task: string, ...types: (string | null)[]][]
  readonly handed: TaskChange[]
  readonly ended: Promise<void>
  /** Waits until it sleeps again. */
  idle(): Promise<void>
  /** Lets the interval pass, and waits until it sleeps again. */
  poll(milliseconds?: number): Promise<void>
}

/** A watch that has begun. */
async function watching(options: WatchOptions = {}, conduit = watcher): Promise<Watching> {
  const changes = watch(conduit, { clock, signal: stop.signal, ...options })
  const seen: Watching['seen'] = []
  const handed: TaskChange[] = []
  const run = async () => {
    for await (const change of changes) {
      handed.push(change)
      seen.push([change.task.title, ...change.transactions.map(({ type }) => type)])
    }
  }
  const ended = run()
  ended.catch(() => {})
  const idle = () => vi.waitFor(() => expect(clock.sleepers).toBe(1), { timeout: 5000, interval: 2 })
  const poll = async (milliseconds = 30_000) => {
    await clock.advance(milliseconds)
    await idle()
  }
  await idle()
  return { changes, seen, handed, ended, idle, poll }
}

const create = (title: string, more: object = {}) => angie.tasks.create({ title, ...more })
const titles = ({ seen }: Watching) => seen.map(([title]) => title)

describe('a watch', () => {
  test('hands over what is created and changed, with what was done; what was there already is no change', async () => {
    const old = await create('old')
    const watch = await watching()
    await watch.poll()
    expect(watch.seen).toEqual([])

    people.gateway.now += 30
    await create('new')
    await angie.tasks.close(old.id, { comment: 'done' })
    await watch.poll()
    expect(watch.seen.map(([title, ...types]) => [title, types.includes('create')])).toEqual([
      ['old', false],
      ['new', true],
    ])
    expect(watch.seen[0]).toEqual(expect.arrayContaining(['status', 'comment']))
    expect(watch.handed[0]?.task).toMatchObject({ title: 'old', isClosed: true })
    expect(
      watch.handed[0]?.transactions.every(({ authorPHID }) => authorPHID === people.gateway.angie.phid),
    ).toBe(true)
  })

  test('costs one call when nothing happens, once all has settled', async () => {
    await create('a task')
    const watch = await watching()
    await watch.poll()
    proxy.calls.length = 0
    await watch.poll()
    await watch.poll()
    expect(proxy.methods()).toEqual(['maniphest.search', 'maniphest.search'])
  })

  test('sees only tasks that meet the constraints', async () => {
    const watch = await watching({ constraints: { projects: ['backend'] } })
    await create('elsewhere')
    await create('here', { projects: ['#backend'] })
    await watch.poll()
    expect(titles(watch)).toEqual(['here'])
  })

  test('begins at a time, when it is given one', async () => {
    await create('before')
    people.gateway.now += 1
    await create('after')
    const watch = await watching({ position: people.gateway.now })
    expect(titles(watch)).toEqual(['after'])
    await watch.poll()
    expect(titles(watch)).toEqual(['after'])
  })

  test('can be begun where nothing meets the constraints', async () => {
    const watch = await watching({ constraints: { ids: [999_999] } })
    await watch.poll()
    expect(watch.seen).toEqual([])
  })

  test('ends without an error when it is told to, also in the middle of a call', async () => {
    const begun = await watching()
    stop.abort()
    await begun.ended
    proxy.hold('maniphest.search', true)
    const other = new AbortController()
    const next = watch(watcher, { clock, signal: other.signal })[Symbol.asyncIterator]().next()
    await vi.waitFor(() => expect(proxy.held()).toBe(1))
    other.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  test('is not made with an interval that is none', () => {
    for (const interval of [0, -1, Number.NaN]) {
      expect(() => watch(watcher, { interval })).toThrow(expect.objectContaining({ code: 'configuration' }))
    }
  })
})

describe('nothing is lost and nothing comes twice', () => {
  test('when all of it happens in one second', async () => {
    const watch = await watching()
    const made = await Promise.all(['a', 'b', 'c'].map((title) => create(title)))
    await watch.poll()
    expect(titles(watch).sort()).toEqual(['a', 'b', 'c'])
    for (const { id } of made) await angie.tasks.comment(id, 'in the same second, after it was read')
    await create('d')
    await watch.poll()
    expect(watch.seen.slice(3)).toEqual([
      ['a', 'comment'],
      ['b', 'comment'],
      ['c', 'comment'],
      expect.arrayContaining(['d', 'create']),
    ])
    await watch.poll()
    await watch.poll()
    expect(watch.seen).toHaveLength(7)
  })

  test('when a change is committed late, with a time before the newest', async () => {
    const watch = await watching()
    people.gateway.now += 40
    await create('the newer one')
    await watch.poll()
    people.gateway.now -= 30
    await create('the late one')
    people.gateway.now += 30
    await watch.poll()
    expect(titles(watch)).toEqual(['the newer one', 'the late one'])
  })

  test('when tasks are changed while pages are turned', async () => {
    const watch = await watching(
      {},
      await turning((page) => (page === 1 ? angie.tasks.edit(lastOfPage, { title: 'moved' }) : undefined)),
    )
    const ids: number[] = []
    for (let count = 0; count < 230; count += 1) ids.push((await create(`task ${count}`)).id)
    lastOfPage = ids[99] ?? 0
    people.gateway.now += 1
    await watch.poll()
    await watch.poll()
    const created = watch.handed.filter(({ transactions }) =>
      transactions.some(({ type }) => type === 'create'),
    )
    expect(created.map(({ task }) => task.id).sort((one, other) => one - other)).toEqual(ids)
    const all = watch.handed.flatMap(({ transactions }) => transactions.map(({ phid }) => phid))
    expect(new Set(all).size).toBe(all.length)
    expect(
      watch.handed.filter(
        ({ task, transactions }) =>
          task.id === lastOfPage && transactions.some(({ type }) => type === 'title'),
      ).length,
    ).toBeGreaterThan(0)
  }, 30_000)

  let lastOfPage = 0

  /** A client that does something after each page of a sweep. */
  function turning(between: (page: number) => unknown) {
    let page = 0
    return people.client('rjkaplan', {
      async fetch(input, init) {
        const response = await fetch(input, init)
        const body = String(init?.body)
        if (lastOfPage > 0 && body.includes('oldest')) {
          page += 1
          await between(page)
        }
        return response
      },
    })
  }

  test('when a program ends in the middle, and things happen until it goes on', async () => {
    const first = watch(watcher, { clock, signal: stop.signal })
    const begun = first[Symbol.asyncIterator]()
    const next = begun.next()
    await vi.waitFor(() => expect(clock.sleepers).toBe(1))
    for (const title of ['a', 'b', 'c']) {
      await create(title)
      people.gateway.now += 1
    }
    await clock.advance(30_000)
    expect((await next).value?.task.title).toBe('a')
    const kept = JSON.parse(JSON.stringify(first.position)) as WatchPosition
    await begun.return?.()

    people.gateway.now += 1000
    const { data } = await angie.maniphest.search({ order: 'newest', limit: 3 })
    for (const { id, fields } of data) if (fields.name !== 'c') await angie.tasks.comment(id, 'meanwhile')
    await create('d')
    const again = await watching({ position: kept })
    await again.poll()
    expect(
      again.seen.map(([title, ...types]) => [title, types.includes('create'), types.includes('comment')]),
    ).toEqual([
      ['c', true, false],
      ['a', false, true],
      ['b', true, true],
      ['d', true, false],
    ])
    const other = new FakeClock()
    const { position } = again.changes
    const nothing = watch(watcher, { clock: other, signal: stop.signal, position })
      [Symbol.asyncIterator]()
      .next()
    await vi.waitFor(() => expect(other.sleepers).toBe(1))
    stop.abort()
    expect(await nothing).toEqual({ done: true, value: undefined })
  })
})

describe('with webhooks', () => {
  test('a change is seen when the webhook calls; late, repeated and other calls change nothing', async () => {
    const webhooks = webhookSource({ keys: key })
    const watch = await watching({ webhooks })
    const { phid } = await create('a')
    const happened = (epoch: number, more = {}) => call(payloadOf({ object: phid, epoch, ...more }))
    await webhooks.handle(happened(20))
    await vi.waitFor(() => expect(titles(watch)).toEqual(['a']))
    await watch.idle()

    await angie.tasks.comment(phid, 'once')
    for (const epoch of [30, 20, 30, 10]) expect((await webhooks.handle(happened(epoch))).status).toBe(200)
    await vi.waitFor(() => expect(watch.seen).toEqual([expect.arrayContaining(['a']), ['a', 'comment']]))
    await watch.idle()
    await webhooks.handle(happened(99, { test: true }))
    expect(clock.sleepers).toBe(1)
    expect(watch.seen).toHaveLength(2)
  })

  test('a change whose call is lost is seen all the same', async () => {
    const watch = await watching({ webhooks: webhookSource({ keys: key }) })
    await create('a')
    await watch.poll(30_000 - 1)
    expect(watch.seen).toEqual([])
    await watch.poll(300_000)
    expect(titles(watch)).toEqual(['a'])
  })

  test('a call that comes while it is asking makes it ask again', async () => {
    const webhooks = webhookSource({ keys: key })
    const watch = await watching({ webhooks })
    proxy.hold('maniphest.search', true)
    await webhooks.handle(call(payloadOf({ epoch: 1 })))
    await vi.waitFor(() => expect(proxy.held()).toBe(1))
    await webhooks.handle(call(payloadOf({ epoch: 2 })))
    const before = proxy.calls.length
    proxy.hold('maniphest.search', false)
    await watch.idle()
    await vi.waitFor(() => expect(proxy.calls.length).toBeGreaterThan(before))
  })
})

describe('when the server is in trouble', () => {
  test('it is told, asks less and less often, and goes on where it was', async () => {
    const onFailure = vi.fn()
    const watch = await watching({ onFailure })
    await create('a')
    proxy.next('maniphest.search', 'drop the request', 'answer a page', 'drop the answer')
    await watch.poll()
    await watch.poll(30_000)
    await watch.poll(60_000)
    expect(onFailure.mock.calls.map(([error]) => error.code)).toEqual(['network', 'not_conduit', 'network'])
    expect(clock.sleeps.slice(-3)).toEqual([30_000, 60_000, 120_000])
    expect(watch.seen).toEqual([])
    await watch.poll(120_000)
    expect(titles(watch)).toEqual(['a'])
    expect(clock.sleeps.at(-1)).toBe(30_000)
  })

  test('in the middle of what happened, what was handed over is not handed over again', async () => {
    const watch = await watching({ onFailure: () => {} })
    for (let count = 0; count < 30; count += 1) await create(String(count))
    let part = 0
    const original = watcher.tasks.getMany.bind(watcher.tasks)
    vi.spyOn(watcher.tasks, 'getMany').mockImplementation(async (...args) => {
      part += 1
      if (part === 2) proxy.next('maniphest.search', 'drop the request')
      return original(...args)
    })
    await watch.poll()
    expect(watch.seen).toHaveLength(25)
    await watch.poll()
    expect(titles(watch)).toEqual(Array.from({ length: 30 }, (_, count) => String(count)))
  })

  test('it ends when going on is of no use: a token that was revoked, a constraint that does not exist', async () => {
    const constraints = { nonsense: 1 } as WatchOptions['constraints']
    const wrong = watch(watcher, { clock, constraints })[Symbol.asyncIterator]()
    expect(await failure(wrong.next())).toMatchObject({ code: 'validation' })
    const unknown = watcher.as({
      authorization: async () => ({ kind: 'api-token', token: `api-${'x'.repeat(28)}` }),
    })
    const signedOut = watch(unknown, { clock })[Symbol.asyncIterator]()
    expect(await failure(signedOut.next())).toMatchObject({ code: 'auth_invalid' })
  })
})
