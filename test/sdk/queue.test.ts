import { describe, expect, test } from 'vitest'
import { apiToken } from '../../sdk/src/index.ts'
import { conduitServer, failure, TOKEN } from './conduit-server.ts'
import { FakeClock, RestlessClock } from './fake-clock.ts'

/** A server that answers when it is told to. */
async function slowServer() {
  const answers: (() => void)[] = []
  const server = await conduitServer({
    'acme.query': ({ params }) =>
      new Promise((resolve) => {
        answers.push(() => resolve(params.number))
      }),
  })
  const arrived = () => server.calls.map(({ params }) => params.number)
  return { server, answers, arrived }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('calls to one server', () => {
  test('are six at a time, in the order of asking, whoever makes them', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const one = server.client()
    const other = one.as(apiToken(TOKEN))
    const calls = Array.from({ length: 10 }, (_, number) =>
      (number % 2 ? one : other).call('acme.query', { number }),
    )
    await expect.poll(() => answers.length).toBe(6)
    await settled()
    expect(new Set(arrived())).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    answers.shift()?.()
    await expect.poll(() => arrived().at(-1)).toBe(6)
    answers.shift()?.()
    await expect.poll(() => arrived().at(-1)).toBe(7)
    while (answers.length > 0 || arrived().length < 10) {
      answers.shift()?.()
      await settled()
    }
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('are as many at a time as was said', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client({ concurrency: 1 })
    const calls = [1, 2].map((number) => conduit.call('acme.query', { number }))
    await expect.poll(() => answers.length).toBe(1)
    await settled()
    expect(arrived()).toEqual([1])
    answers[0]?.()
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    expect(await Promise.all(calls)).toEqual([1, 2])
  })

  test('that are aborted while they wait are never sent, and stand in nobody’s way', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client({ concurrency: 1 })
    const controller = new AbortController()
    const first = conduit.call('acme.query', { number: 1 })
    const second = failure(conduit.call('acme.query', { number: 2 }, { signal: controller.signal }))
    const third = conduit.call('acme.query', { number: 3 })
    await expect.poll(() => answers.length).toBe(1)
    controller.abort()
    expect(await second).toMatchObject({ code: 'aborted', outcomeUnknown: false })
    answers[0]?.()
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    expect(await Promise.all([first, third])).toEqual([1, 3])
    expect(arrived()).toEqual([1, 3])
  })

  test('whose time is over while they wait were not sent, a write too', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const clock = new FakeClock()
    const conduit = server.client({ concurrency: 1, clock, timeout: 10_000 })
    const first = conduit.call('acme.query', { number: 1 })
    await expect.poll(() => answers.length).toBe(1)
    const write = failure(conduit.call('acme.build', { number: 2 }))
    await expect.poll(() => clock.sleepers).toBe(1)
    await clock.advance(10_000)
    expect(await write).toMatchObject({ code: 'timeout' })
    answers[0]?.()
    await first
    expect(arrived()).toEqual([1])
  })
})

describe('after 429', () => {
  async function refusingOnce(retryAfter: string) {
    let refusals = 1
    return conduitServer({
      'acme.query': ({ params }, response) => {
        refusals -= 1
        if (refusals < 0) return params.number
        response.writeHead(429, { 'retry-after': retryAfter }).end()
        return undefined
      },
    })
  }

  test('nobody calls until the time is over, and then in the order of asking', async () => {
    await using server = await refusingOnce('9')
    const clock = new FakeClock()
    const conduit = server.client({ retries: 3, clock, random: () => 0, concurrency: 1 })
    const calls = [1, 2].map((number) => conduit.call('acme.query', { number }))
    await expect.poll(() => clock.sleeps.includes(9000)).toBe(true)
    calls.push(conduit.as(apiToken(TOKEN)).call('acme.query', { number: 3 }))
    await settled()
    await clock.advance(8999)
    await settled()
    expect(server.calls).toHaveLength(1)
    await clock.advance(1)
    expect(await Promise.all(calls)).toEqual([1, 2, 3])
    expect(server.calls.map(({ params }) => params.number)).toEqual([1, 1, 2, 3])
  })

  test('a call without time to wait so long fails at once, and says for how long', async () => {
    await using server = await refusingOnce('60')
    const clock = new FakeClock()
    const conduit = server.client({ retries: 3, clock, random: () => 0 })
    expect(await failure(conduit.call('acme.query'))).toMatchObject({ code: 'rate_limited', retryAfter: 60 })
    await clock.advance(20_000)
    expect(await failure(conduit.call('acme.query'))).toMatchObject({ code: 'rate_limited', retryAfter: 40 })
    expect(server.calls).toHaveLength(1)
    await clock.advance(40_000)
    expect(await conduit.call('acme.query', { number: 1 })).toBe(1)
    expect(clock.sleepers).toBe(0)
  })

  describe('a call is sent when the time ends just as the queue looks at the clock,', () => {
    const moments = Array.from({ length: 12 }, (_, milliseconds) => milliseconds)

    test.each(moments)('by a timer that rings %i ms too early', async (tooEarly) => {
      await using server = await refusingOnce('9')
      const clock = new RestlessClock(tooEarly)
      const call = server.client({ retries: 1, clock, random: () => 0 }).call('acme.query', { number: 1 })
      await expect.poll(() => clock.sleepers).toBe(2)
      expect(await passed(clock, call)).toBe(1)
    })

    test.each(moments)('when it is asked for %i ms before', async (before) => {
      await using server = await refusingOnce('9')
      const clock = new RestlessClock()
      const conduit = server.client({ retries: 0, clock, random: () => 0 })
      expect(await failure(conduit.call('acme.query'))).toMatchObject({ code: 'rate_limited' })
      await clock.advance(9000 - before)
      expect(await passed(clock, conduit.call('acme.query', { number: 1 }))).toBe(1)
    })
  })
})

/** Lets the time pass that a call waits for. */
async function passed<Result>(clock: FakeClock, call: Promise<Result>): Promise<Result> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  call.then(over, over)
  while (!isOver) await clock.advance(clock.untilNext())
  return call
}
