import type { Conduit } from 'phorge-conduit'
import { type AnyFault, startConduit } from 'phorge-conduit-testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let server: Awaited<ReturnType<typeof startConduit>>
let conduit: Conduit
beforeAll(async () => {
  server = await startConduit({ tasks: [{ title: 'Checkout fails' }] })
})
beforeEach(async () => {
  await server.reset()
  conduit = server.conduit('angie', { retries: 0 })
})
afterAll(() => server.close())

const edit = () => conduit.call('maniphest.edit', { transactions: [{ type: 'title', value: 'New' }] })
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    ({ code }) => code,
  )
const tasks = async () => (await server.conduit().tasks.getMany(['T1', 'T2', 'T3'])).filter(Boolean).length

describe('a call meets with the fault that was ordered', () => {
  test.each<[AnyFault, write: string, tasks: number]>([
    ['drop-request', 'outcome_unknown', 1],
    ['reset-connection', 'outcome_unknown', 1],
    ['drop-answer', 'outcome_unknown', 2],
    ['cut-answer', 'outcome_unknown', 2],
    ['truncated-json', 'outcome_unknown', 2],
    ['too-many-requests', 'rate_limited', 1],
    ['server-error', 'outcome_unknown', 1],
    [{ kind: 'server-error', carriedOut: true }, 'outcome_unknown', 2],
    ['login-page', 'not_conduit', 1],
    [{ kind: 'login-page', carriedOut: true }, 'not_conduit', 2],
    [{ kind: 'slow-answer', milliseconds: 1 }, 'answered', 2],
  ])('%o: a write is %s, and there are %i tasks', async (fault, code, count) => {
    server.faults.next('maniphest.edit', fault)
    expect(await codeOf(edit())).toBe(code)
    expect(await tasks()).toBe(count)
    const kind = typeof fault === 'string' ? fault : fault.kind
    expect(server.faults.seen).toEqual([{ method: 'maniphest.edit', user: 'angie', kind }])
    expect(server.calls.find(({ fault }) => fault)).toMatchObject({
      outcome: { kind: count === 2 ? 'done' : 'not-made' },
    })
    expect(await codeOf(edit())).toBe('answered')
  })

  test('a read is told by its own errors', async () => {
    const codes: string[] = []
    for (const fault of [
      'drop-request',
      'drop-answer',
      'truncated-json',
      'server-error',
      'login-page',
    ] as const) {
      server.faults.next('user.whoami', fault)
      codes.push(await codeOf(conduit.call('user.whoami')))
    }
    expect(codes).toEqual(['network', 'network', 'network', 'server', 'not_conduit'])
  })

  test('Retry-After is sent when it was asked for, and not otherwise', async () => {
    server.faults.next('conduit.ping', { kind: 'too-many-requests', retryAfter: 7 })
    server.faults.next('conduit.ping', 'too-many-requests')
    const ask = () => fetch(`${server.url}/api/conduit.ping`, { method: 'POST' })
    expect((await ask()).headers.get('retry-after')).toBe('7')
    expect((await ask()).headers.get('retry-after')).toBeNull()
  })

  test('an answer can be held until it is wanted', async () => {
    const held = server.faults.hold('maniphest.edit')
    let answered = false
    const creating = edit().then(() => (answered = true))
    await held.carriedOut
    expect(await tasks()).toBe(2)
    expect(answered).toBe(false)
    held.release()
    await creating
    expect(held.seen).toBe(1)
  })

  test('a held answer does not keep the server from closing', async () => {
    const other = await startConduit()
    const held = other.faults.hold('user.whoami')
    const asking = codeOf(other.conduit('angie', { retries: 0 }).user.whoami())
    await held.carriedOut
    await other.close()
    expect(await asking).toBe('network')
  })
})

describe('which call it is', () => {
  const ping = () => codeOf(conduit.conduit.ping())
  const several = async (count: number) => {
    const codes: string[] = []
    for (let i = 0; i < count; i += 1) codes.push(await ping())
    return codes
  }

  test('can be a later one, and several', async () => {
    const order = server.faults.next({ method: 'conduit.ping', nth: 2, times: 2 }, 'drop-answer')
    expect(await several(4)).toEqual(['answered', 'network', 'network', 'answered'])
    expect(order.seen).toBe(2)
    expect(server.faults.pending).toEqual([])
  })

  test('follows the order of the orders', async () => {
    server.faults.next('conduit.ping', 'login-page')
    server.faults.next('conduit.ping', 'drop-answer')
    expect(await several(3)).toEqual(['not_conduit', 'network', 'answered'])
  })

  test('can be one of a certain person, of any method', async () => {
    server.faults.next({ user: 'rjkaplan' }, 'login-page')
    expect(await codeOf(conduit.user.whoami())).toBe('answered')
    expect(server.faults.pending).toHaveLength(1)
    expect(await codeOf(server.conduit('rjkaplan').user.whoami())).toBe('not_conduit')
    expect(server.faults.pending).toHaveLength(0)
  })

  test('can be left to a function', async () => {
    server.faults.choose(({ method }) => (method === 'conduit.ping' ? 'login-page' : undefined))
    expect(await several(2)).toEqual(['not_conduit', 'not_conduit'])
    server.faults.clear()
    expect(await ping()).toBe('answered')
  })

  test('can be one that renews a token', async () => {
    const application = await server.register({ scopes: ['maniphest.search'] })
    const token = await application.signIn('angie')
    server.faults.next('/oauthserver/token/', 'server-error')
    await expect(application.client.refresh(token)).rejects.toMatchObject({ code: 'oauth_server' })
    expect((await application.client.refresh(token)).accessToken).not.toBe(token.accessToken)
  })

  test.each([{ nth: 0 }, { times: 0 }, { nth: 1.5 }, { nth: Infinity }])('is counted from 1: %o', (calls) => {
    expect(() => server.faults.next(calls, 'drop-answer')).toThrow(RangeError)
  })
})
