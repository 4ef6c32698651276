import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, type Conduit, markerOf, markersIn, withoutMarkers } from '../../../sdk/src/index.ts'
import { failure } from '../conduit-server.ts'
import { HastyClock } from '../fake-clock.ts'
import { type BreakingProxy, breakingProxy } from './breaking-proxy.ts'
import { gatewayAndPeople, type People } from './gateway-and-people.ts'

let people: People
let proxy: BreakingProxy
let rjkaplan: Conduit
let angie: Conduit
let collection: string

beforeAll(async () => {
  people = await gatewayAndPeople()
})
afterAll(() => people[Symbol.asyncDispose]())
beforeEach(async () => {
  collection = randomUUID()
  proxy = await breakingProxy(people.gateway.url)
  rjkaplan = await people.client('rjkaplan', { url: proxy.url })
  angie = await people.client('angie', { url: proxy.url })
})
afterEach(() => proxy[Symbol.asyncDispose]())

/** Every task of the collection, whatever went wrong. */
async function tasksThere() {
  const whole = await people.client('angie')
  const found = await whole.maniphest.search({ order: 'oldest' }).all()
  const { set } = await markerOf({ collection, key: '' })
  return found.filter(({ fields }) =>
    markersIn(fields.description?.raw ?? '').some((marker) => marker.set === set),
  )
}

const creating = (key = 'checkout') => ({
  collection,
  key,
  title: 'Checkout fails',
  description: 'TypeError',
})
const creates = () =>
  proxy.calls.filter(({ method, params }) => method === 'maniphest.edit' && !params.objectIdentifier)

describe('a task of a key', () => {
  test('is made once, and found by whoever comes later, also while the index lags', async () => {
    const made = await rjkaplan.tasks.createOnce(creating())
    expect(made).toMatchObject({ created: true, isOpen: true, title: 'Checkout fails' })
    for (proxy.indexLags of [true, false]) {
      const found = await angie.tasks.createOnce({ ...creating(), title: 'Another title' })
      expect(found).toMatchObject({ created: false, id: made.id, title: 'Checkout fails' })
    }
    expect(await tasksThere()).toHaveLength(1)
    const { description } = await angie.tasks.get(made.id)
    expect(withoutMarkers(description)).toBe('TypeError')
  })

  test('is found by the index when it is old', async () => {
    const made = await rjkaplan.tasks.createOnce(creating())
    const later = new HastyClock()
    vi.spyOn(later, 'now').mockReturnValue((people.gateway.now + 86_400 * 365) * 1000)
    const nextYear = await people.client('angie', { clock: later })
    expect(await nextYear.tasks.createOnce(creating())).toMatchObject({ created: false, id: made.id })
  })

  test('costs two calls that read and one that writes when nobody else is about', async () => {
    await rjkaplan.tasks.statuses()
    proxy.calls.length = 0
    await rjkaplan.tasks.createOnce(creating())
    expect(proxy.methods()).toEqual(['maniphest.search', 'maniphest.search', 'maniphest.edit'])
  })

  test('is told whether it is closed by now', async () => {
    const { id } = await rjkaplan.tasks.createOnce(creating())
    await angie.tasks.close(id)
    expect(await rjkaplan.tasks.createOnce(creating())).toMatchObject({ created: false, isClosed: true })
  })

  test('is refused before anything is asked when the key is empty or the title is none', async () => {
    for (const wrong of [creating(''), { ...creating(), title: ' ' }]) {
      expect(await failure(rjkaplan.tasks.createOnce(wrong))).toMatchObject({ code: 'validation' })
    }
    expect(proxy.methods()).toEqual([])
  })
})

describe('a task of a key, when the answer is lost', () => {
  test.each(['drop the answer', 'answer a page'] as const)(
    '(%s), is found among the tasks of this user, not by full text, and not made again',
    async (fault) => {
      proxy.indexLags = true
      proxy.next('maniphest.edit', fault)
      const made = await rjkaplan.tasks.createOnce(creating())
      expect(made.created).toBe(true)
      expect(creates()).toHaveLength(1)
      expect((await tasksThere()).map(({ id }) => id)).toEqual([made.id])
      const looks = proxy.calls.slice(proxy.calls.findIndex(({ method }) => method === 'maniphest.edit'))
      expect(looks.find(({ method }) => method === 'maniphest.search')?.params.constraints).toEqual({
        authorPHIDs: [people.gateway.rjkaplan.phid],
      })
    },
  )

  test('and nothing was done, is made by a second sending', async () => {
    proxy.next('maniphest.edit', 'drop the request')
    const made = await rjkaplan.tasks.createOnce(creating())
    expect(made.created).toBe(true)
    expect(creates()).toHaveLength(2)
    expect((await tasksThere()).map(({ id }) => id)).toEqual([made.id])
  })

  test('and the server is still at it, is found by the second look', async () => {
    const clock = new HastyClock()
    const sleep = clock.sleep.bind(clock)
    const slow = await people.client('rjkaplan', { url: proxy.url, clock })
    vi.spyOn(clock, 'sleep').mockImplementation(async (milliseconds, signal) => {
      if (milliseconds === 4_000) await proxy.release()
      return sleep(milliseconds, signal)
    })
    proxy.next('maniphest.edit', 'be slow')
    await slow.tasks.createOnce(creating())
    expect(creates()).toHaveLength(1)
    expect(await tasksThere()).toHaveLength(1)
  })

  test('again and again, is an error that says so, and the next call with the key finds it', async () => {
    proxy.next('maniphest.edit', 'drop the request', 'drop the request', 'drop the request')
    expect(await failure(rjkaplan.tasks.createOnce(creating()))).toMatchObject({ code: 'outcome_unknown' })
    expect(creates()).toHaveLength(3)
    const made = await rjkaplan.tasks.createOnce(creating())
    expect((await tasksThere()).map(({ id }) => id)).toEqual([made.id])
  })

  test('and it is not possible to look, stays unknown and is not sent again', async () => {
    proxy.next('maniphest.edit', 'drop the answer')
    proxy.next('user.whoami', 'drop the answer')
    expect(await failure(rjkaplan.tasks.createOnce(creating()))).toMatchObject({
      code: 'outcome_unknown',
      method: 'maniphest.edit',
    })
    expect(creates()).toHaveLength(1)
    expect(await rjkaplan.tasks.createOnce(creating())).toMatchObject({ created: false })
  })
})

describe('when two create the task of a key at the same moment', () => {
  test('in one process, the others find that of the first, whoever they are', async () => {
    const server = await people.client('rjkaplan')
    const { token } = await createApiToken(people.gateway.gateway, {
      userPhid: people.gateway.angie.phid,
      name: '',
    })
    const both = await Promise.all(
      [server, server.as(apiToken(token)), server].map(({ tasks }) => tasks.createOnce(creating())),
    )
    expect(both.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(await tasksThere()).toHaveLength(1)
  })

  test('in two processes, the lower number is the task, and the other is closed as its duplicate', async () => {
    proxy.hold('maniphest.edit', true)
    const racing = [rjkaplan.tasks.createOnce(creating()), angie.tasks.createOnce(creating())]
    await vi.waitFor(() => expect(proxy.held()).toBe(2))
    proxy.hold('maniphest.edit', false)
    const [one, two] = await Promise.all(racing)
    expect(one?.id).toBe(two?.id)
    const [winner, loser] = one?.created ? [one, two] : [two, one]
    expect(winner).toMatchObject({ created: true })
    expect(winner).not.toHaveProperty('duplicate')
    expect(loser).toMatchObject({
      created: false,
      duplicate: { isClosed: true, status: { value: 'duplicate' } },
    })

    const there = await tasksThere()
    expect(there.map(({ fields }) => fields.status.value).sort()).toEqual(['duplicate', 'open'])
    expect(await rjkaplan.tasks.findByKey({ collection, key: 'checkout' })).toMatchObject({
      id: winner?.id,
      isOpen: true,
    })
    const said = await angie.transaction.search({ objectIdentifier: loser?.duplicate?.monogram ?? '' }).all()
    expect(said.flatMap(({ comments }) => comments.map(({ content }) => content.raw))).toEqual([
      `Duplicate of ${winner?.monogram}.`,
    ])
  })

  test('as one person through a gateway, both have the answer of one call', async () => {
    proxy.passesKeys = true
    const elsewhere = await people.client('rjkaplan', { url: proxy.url })
    proxy.hold('maniphest.edit', true)
    const racing = [rjkaplan, elsewhere].map(({ tasks }) => tasks.createOnce(creating()))
    await vi.waitFor(() => expect(proxy.held()).toBe(2))
    proxy.hold('maniphest.edit', false)
    const [one, two] = await Promise.all(racing)
    expect(one?.id).toBe(two?.id)
    expect(creates()).toHaveLength(2)
    expect(await tasksThere()).toHaveLength(1)
  })

  test('others that are made in between are no reason to look again when they were made here', async () => {
    await rjkaplan.tasks.statuses()
    const keys = Array.from({ length: 30 }, (_, index) => String(index))
    proxy.calls.length = 0
    const made = await Promise.all(keys.map((key) => rjkaplan.tasks.createOnce(creating(key))))
    expect(made.every(({ created }) => created)).toBe(true)
    expect(await tasksThere()).toHaveLength(30)
    expect(proxy.calls.length).toBeLessThanOrEqual(3 * 30)
  })
})
