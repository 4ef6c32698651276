import { describe, expect, test } from 'vitest'
import { conduitServer, failure, pageOnWire, taskOnWire } from './conduit-server.ts'

/** Five tasks on three pages. */
const tasks = {
  'maniphest.search': ({ params }: { params: { after?: string | null } }) => {
    const start = Number(params.after ?? 0)
    const page = [1, 2, 3, 4, 5].slice(start, start + 2).map((id) => taskOnWire(id))
    return pageOnWire(page, start + 2 < 5 ? String(start + 2) : null)
  },
}

describe('a search', () => {
  test('awaited gives the first page, with one call however often it is awaited', async () => {
    await using server = await conduitServer(tasks)
    const search = server.client().maniphest.search()
    expect((await search).data.map(({ id }) => id)).toEqual([1, 2])
    expect((await search).cursor.after).toBe('2')
    expect(server.calls).toHaveLength(1)
  })

  test('iterated gives every task and stops where nothing is after', async () => {
    await using server = await conduitServer(tasks)
    const ids: number[] = []
    for await (const task of server.client().maniphest.search({ constraints: { statuses: ['open()'] } }))
      ids.push(task.id)
    expect(ids).toEqual([1, 2, 3, 4, 5])
    expect(server.calls.map(({ params }) => params.after)).toEqual([undefined, '2', '4'])
    expect(server.calls[2]?.params.constraints).toEqual({ statuses: ['open()'] })
  })

  test('gives its pages', async () => {
    await using server = await conduitServer(tasks)
    const sizes: number[] = []
    for await (const page of server.client().maniphest.search().pages()) sizes.push(page.data.length)
    expect(sizes).toEqual([2, 2, 1])
  })

  test('begins where it is told to', async () => {
    await using server = await conduitServer(tasks)
    const found = await server.client().maniphest.search({ after: '2' }).all()
    expect(found.map(({ id }) => id)).toEqual([3, 4, 5])
  })

  test('fetches no more pages than are used', async () => {
    await using server = await conduitServer(tasks)
    for await (const _ of server.client().maniphest.search()) break
    expect(server.calls).toHaveLength(1)
  })

  test('sends nothing until it is used', async () => {
    await using server = await conduitServer(tasks)
    server.client().maniphest.search()
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.calls).toEqual([])
  })

  test('ends with the next task once it is aborted', async () => {
    await using server = await conduitServer(tasks)
    const controller = new AbortController()
    const seen: number[] = []
    const walk = async () => {
      for await (const task of server.client().maniphest.search({}, { signal: controller.signal })) {
        seen.push(task.id)
        controller.abort()
      }
    }
    expect(await failure(walk())).toMatchObject({ code: 'aborted' })
    expect(seen).toEqual([1])
    expect(server.calls).toHaveLength(1)
  })

  test('ends with an error when the server gives the same position for ever', async () => {
    await using server = await conduitServer({ 'maniphest.search': () => pageOnWire([taskOnWire(1)], '1') })
    expect(await failure(server.client().maniphest.search().all())).toMatchObject({ code: 'not_conduit' })
    expect(server.calls).toHaveLength(2)
  })

  test('by name of the method gives the page itself', async () => {
    await using server = await conduitServer(tasks)
    const { data } = await server.client().call('maniphest.search', { limit: 2 })
    expect(data).toHaveLength(2)
  })
})
