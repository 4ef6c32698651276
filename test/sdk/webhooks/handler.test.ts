import {
  createWebhookHandler,
  type Delivery,
  type DetailedDelivery,
  type DetailedWebhookOptions,
  type Transaction,
  type TransactionSource,
  type WebhookOptions,
} from 'phorge-conduit/webhooks'
import { describe, expect, test, vi } from 'vitest'
import { conduitServer } from '../conduit-server.ts'
import { call, key, payloadOf, request, signed, task } from './signed.ts'

/** A handler that writes down what it is handed. */
function recording(options: Partial<WebhookOptions | DetailedWebhookOptions> = {}) {
  const deliveries: Delivery[] = []
  const onDelivery = (delivery: Delivery) => void deliveries.push(delivery)
  const handle = createWebhookHandler({ keys: key, onDelivery, ...options } as WebhookOptions)
  return { deliveries, handle }
}

const statusOf = async (response: Promise<Response>) => (await response).status

describe('a webhook handler', () => {
  test('hands over what is signed, and answers 200', async () => {
    const { handle, deliveries } = recording()
    expect(await statusOf(handle(call(payloadOf())))).toBe(200)
    expect(deliveries).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{64}$/), payload: payloadOf(), late: false },
    ])
  })

  test('answers 401 to a wrong key and to no signature, and hands nothing over', async () => {
    const { handle, deliveries } = recording()
    expect(await statusOf(handle(call(payloadOf(), 'another key')))).toBe(401)
    expect(await statusOf(handle(request(signed(payloadOf()).body, {})))).toBe(401)
    expect(deliveries).toEqual([])
  })

  test('answers 400 to what is signed and no webhook, 413 to what is too large, 405 to a GET', async () => {
    const { handle, deliveries } = recording({ maxBytes: 1000 })
    expect(await statusOf(handle(call({ hello: 'world' })))).toBe(400)
    expect(await statusOf(handle(call({ long: 'x'.repeat(1000) })))).toBe(413)
    expect(await statusOf(handle(streamed('x'.repeat(2000))))).toBe(413)
    const response = await handle(new Request('https://errors.example.com/webhook'))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect(deliveries).toEqual([])
  })

  test('repeats nothing of a call in an answer', async () => {
    const { handle } = recording({ onFailure: () => {}, onDelivery: () => Promise.reject(new Error(key)) })
    for (const attempt of [call(payloadOf()), call(payloadOf(), 'wrong'), call({ secret: 'x' })]) {
      const text = await (await handle(attempt)).text()
      expect(text).not.toMatch(/PHID|secret|3xt5/)
    }
  })

  test('hands a repeated call over once, also when both come at once', async () => {
    const { handle, deliveries } = recording()
    const statuses = await Promise.all([1, 2, 3].map(() => statusOf(handle(call(payloadOf())))))
    expect(statuses).toEqual([200, 200, 200])
    expect(await statusOf(handle(call(payloadOf())))).toBe(200)
    expect(deliveries).toHaveLength(1)
  })

  test('tells calls apart that differ in anything that happened', async () => {
    const { handle, deliveries } = recording()
    await handle(call(payloadOf()))
    await handle(call(payloadOf({ epoch: 1_795_408_881 })))
    await handle(call(payloadOf({ transactions: ['PHID-XACT-TASK-1'] })))
    await handle(call(payloadOf({ object: 'PHID-TASK-2' })))
    await handle(call(payloadOf({ test: true })))
    expect(new Set(deliveries.map(({ id }) => id)).size).toBe(5)
  })

  test('answers 500 to a call that failed, so that Phorge repeats it, and hands the repetition over', async () => {
    const error = new Error('the database is down')
    const onDelivery = vi.fn().mockRejectedValueOnce(error)
    const onFailure = vi.fn()
    const { handle } = recording({ onDelivery, onFailure })
    expect(await statusOf(handle(call(payloadOf())))).toBe(500)
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(error, payloadOf())
    expect(await statusOf(handle(call(payloadOf())))).toBe(200)
    expect(onDelivery).toHaveBeenCalledTimes(2)
  })

  test('remembers deliveries where it is told to', async () => {
    const handled = new Set<string>()
    const first = recording({ handled })
    const second = recording({ handled })
    await first.handle(call(payloadOf()))
    expect(await statusOf(second.handle(call(payloadOf())))).toBe(200)
    expect(handled.size).toBe(1)
    expect([first.deliveries.length, second.deliveries.length]).toEqual([1, 0])
  })

  test('handles those of one object in turn, and those of others meanwhile', async () => {
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const { handle } = recording({
      async onDelivery({ payload }: Delivery) {
        const name = `${payload.object.phid} ${payload.action.epoch}`
        order.push(`begin ${name}`)
        if (payload.object.phid === 'PHID-TASK-1' && payload.action.epoch === 1) await promise
        order.push(`end ${name}`)
      },
    })
    const first = handle(call(payloadOf({ object: 'PHID-TASK-1', epoch: 1 })))
    await vi.waitFor(() => expect(order).toHaveLength(1))
    const second = handle(call(payloadOf({ object: 'PHID-TASK-1', epoch: 2 })))
    await handle(call(payloadOf({ object: 'PHID-TASK-2', epoch: 1 })))
    resolve()
    await Promise.all([first, second])
    expect(order).toEqual([
      'begin PHID-TASK-1 1',
      'begin PHID-TASK-2 1',
      'end PHID-TASK-2 1',
      'end PHID-TASK-1 1',
      'begin PHID-TASK-1 2',
      'end PHID-TASK-1 2',
    ])
  })

  test('says of a call that comes after a later one that it is late; a test makes nothing late', async () => {
    const { handle, deliveries } = recording()
    await handle(call(payloadOf({ epoch: 30, test: true })))
    for (const epoch of [20, 10, 20, 21]) {
      await handle(call(payloadOf({ epoch, transactions: [`PHID-XACT-TASK-${epoch}`] })))
    }
    expect(deliveries.map(({ payload, late }) => [payload.action.epoch, late])).toEqual([
      [30, false],
      [20, false],
      [10, true],
      [21, false],
    ])
  })

  test('answers 202 when handling takes long, and goes on with it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting: Promise<unknown>[] = []
    const onDelivery = vi.fn(() => promise)
    const { handle } = recording({ onDelivery, answerWithin: 20, waitUntil: (work) => waiting.push(work) })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const first = statusOf(handle(call(payloadOf())))
      await vi.waitFor(() => expect(onDelivery).toHaveBeenCalledTimes(1))
      vi.advanceTimersByTime(20)
      expect(await first).toBe(202)
      resolve()
      await Promise.all(waiting)
      expect(await statusOf(handle(call(payloadOf())))).toBe(200)
      expect(onDelivery).toHaveBeenCalledTimes(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test.each([
    ['no key', []],
    ['an empty key', ''],
  ])('is not made with %s', (_what, keys) => {
    expect(() => recording({ keys })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})

describe('with a client, a webhook handler', () => {
  /** A client whose user may see these transactions of these ids. */
  function seeing(...ids: number[]) {
    const search = vi.fn(async function* ({ constraints }: { constraints: { phids: readonly string[] } }) {
      for (const id of ids) {
        const phid = `PHID-XACT-TASK-${id}`
        if (constraints.phids.includes(phid)) yield { id, phid, type: 'status' } as Transaction
      }
    })
    return { conduit: { transaction: { search } } satisfies TransactionSource, search }
  }

  test('reads them as the user of the client, over Conduit', async () => {
    const read = {
      authorPHID: 'PHID-USER-1',
      objectPHID: task,
      dateCreated: 1,
      dateModified: 1,
      comments: [],
      fields: [],
    }
    await using server = await conduitServer({
      'transaction.search': ({ params }) => ({
        data: params.constraints.phids.map((phid: string, id: number) => ({
          id,
          phid,
          type: 'title',
          ...read,
        })),
        cursor: { limit: 100, after: null, before: null },
      }),
    })
    const types: (string | null)[] = []
    const handle = createWebhookHandler({
      keys: key,
      conduit: server.client(),
      onDelivery({ transactions }) {
        types.push(...transactions.map(({ type }) => type))
      },
    })
    expect(await statusOf(handle(call(payloadOf({ transactions: phids(7) }))))).toBe(200)
    expect(types).toEqual(['title'])
    expect(server.calls[0]?.params).toEqual({ objectIdentifier: task, constraints: { phids: phids(7) } })
  })

  const phids = (...ids: number[]) => ids.map((id) => `PHID-XACT-TASK-${id}`)

  test('fetches the transactions that a call names, oldest first, and says which are hidden', async () => {
    const { conduit, search } = seeing(9, 8, 7, 6)
    const { handle, deliveries } = recording({ conduit })
    await handle(call(payloadOf({ transactions: phids(7, 9, 5) })))
    const [delivery] = deliveries as DetailedDelivery[]
    expect(delivery?.transactions.map(({ id }) => id)).toEqual([7, 9])
    expect(delivery?.missing).toEqual(phids(5))
    expect(search).toHaveBeenCalledExactlyOnceWith({
      objectIdentifier: 'PHID-TASK-gsfmtzuk6ru37tayiyc3',
      constraints: { phids: phids(7, 9, 5) },
    })
  })

  test('asks for nothing when a call names none', async () => {
    const { conduit, search } = seeing(1)
    const { handle, deliveries } = recording({ conduit })
    await handle(call(payloadOf()))
    expect(search).not.toHaveBeenCalled()
    expect(deliveries).toMatchObject([{ transactions: [], missing: [] }])
  })

  test('tells calls of one second apart by their transactions', async () => {
    const { conduit } = seeing(1, 2, 3)
    const { handle, deliveries } = recording({ conduit })
    for (const id of [2, 1, 3]) await handle(call(payloadOf({ transactions: phids(id) })))
    expect(deliveries.map(({ late }) => late)).toEqual([false, true, false])
  })

  test('answers 500 when Conduit fails, and fetches again for the repetition', async () => {
    const { conduit, search } = seeing(1)
    search.mockImplementationOnce(async function* () {
      yield* []
      throw new Error('network')
    })
    const { handle, deliveries } = recording({ conduit, onFailure: () => {} })
    expect(await statusOf(handle(call(payloadOf({ transactions: phids(1) }))))).toBe(500)
    expect(await statusOf(handle(call(payloadOf({ transactions: phids(1) }))))).toBe(200)
    expect(deliveries).toHaveLength(1)
  })
})

/** A body that does not say how long it is. */
function streamed(text: string): Request {
  const body = new Blob([text]).stream()
  return new Request('https://errors.example.com/webhook', {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit)
}
