import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LoggedCall } from '../../../../gateway/src/audit/call-log/call.ts'
import { callsPerDay, scopeUse } from '../../../../gateway/src/audit/call-log/counts.ts'
import { forgetCalls } from '../../../../gateway/src/audit/call-log/forget.ts'
import { readCalls } from '../../../../gateway/src/audit/call-log/read.ts'
import { createApiToken } from '../../../../gateway/src/tokens/tokens.ts'
import {
  form,
  type GatewayUnderTest,
  issueToken,
  post,
  startGatewayUnderTest,
} from '../../conduit/gateway-under-test.ts'
import { callLogOf, sampleCall } from './sample-calls.ts'

const SCOPES = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
]
const DAY = 86_400

let test: GatewayUnderTest
beforeEach(async () => {
  test = await startGatewayUnderTest()
})
afterEach(() => test.close())

const callLog = () => callLogOf(test.gateway)

const logged = async () => (await readCalls(callLog(), {}, { limit: 500 })).calls

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('a call', () => {
  it('is written down with who made it, for whom, from where, how it ended and how long it took', async () => {
    const { token, clientId } = await issueToken(test, { rules: SCOPES })
    await post(test, 'maniphest.search', form({}), bearer(token))

    const [call, ...others] = await logged()
    expect(others).toEqual([])
    expect(call).toMatchObject({
      at: test.now,
      clientId,
      userPhid: test.rjkaplan.phid,
      method: 'maniphest.search',
      aspects: [],
      address: '127.0.0.1',
      outcome: 'ok',
      reason: undefined,
    })
    expect(call?.token).toMatch(/^[\w-]{36}$/)
    expect(call?.duration).toBeGreaterThan(50)
    expect(call?.duration).toBeLessThan(10_000_000)
  })

  it('names what of the method it used', async () => {
    const { token } = await issueToken(test, { rules: SCOPES })
    const create = form({ transactions: [{ type: 'title', value: 'A task' }] })
    const { body } = await post(test, 'maniphest.edit', create, bearer(token))
    const { object } = body.result as { object: { id: number } }
    const transactions = [
      { type: 'status', value: 'resolved' },
      { type: 'comment', value: 'Done.' },
    ]
    await post(test, 'maniphest.edit', form({ objectIdentifier: object.id, transactions }), bearer(token))

    expect((await logged()).map(({ aspects }) => aspects)).toEqual([['comment', 'status'], ['create']])
  })

  it('that is denied names the reason and what it would have needed', async () => {
    const { token, clientId } = await issueToken(test, { rules: SCOPES })
    const rename = form({ objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })
    await post(test, 'maniphest.edit', rename, bearer(token))
    expect(await logged()).toMatchObject([
      { clientId, outcome: 'denied', reason: 'scope_not_allowed', aspects: ['title'] },
    ])
  })

  it('that the backend refuses, or nobody can read, names the code', async () => {
    const { token } = await issueToken(test, { rules: SCOPES })
    const close = form({ objectIdentifier: 'T999', transactions: [{ type: 'status', value: 'resolved' }] })
    await post(test, 'maniphest.edit', close, bearer(token))
    await post(test, 'maniphest.search', form({ nonsense: 1 }), bearer(token))
    const [unread, refused] = await logged()
    expect(refused).toMatchObject({ userPhid: test.rjkaplan.phid, outcome: 'invalid', reason: 'not_found' })
    expect(unread).toMatchObject({ userPhid: undefined, outcome: 'invalid', reason: 'validation' })
  })

  it('with an API token names the token', async () => {
    const { phid, token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: 'script' })
    await post(test, 'user.whoami', form({ __conduit__: { token } }))
    expect(await logged()).toMatchObject([
      { clientId: undefined, token: phid, userPhid: test.angie.phid, method: 'user.whoami' },
    ])
  })

  it('leaves nothing of its parameters and its token in the log', async () => {
    const { token } = await issueToken(test, { rules: SCOPES })
    const marker = 'nobody-may-read-this'
    const create = form({ transactions: [{ type: 'title', value: marker }] })
    await post(test, 'maniphest.edit', create, bearer(token))
    await post(test, 'maniphest.search', form({ [marker]: marker }), bearer(token))
    await post(test, marker, form({}), bearer(token))
    await post(test, token, form({}))
    await post(test, 'maniphest.search', form({ __conduit__: { token: marker } }))

    callLog().flush()
    const rows = await Promise.all(
      (['call_log', 'call_counts'] as const).map((table) =>
        callLog().database.selectFrom(table).selectAll().execute(),
      ),
    )
    expect(rows.map(({ length }) => length)).toEqual([5, 4])
    expect(JSON.stringify(rows)).not.toContain(marker)
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

describe('calls of nobody who is known', () => {
  it('are written down twenty times an hour for each address, and all of them counted', async () => {
    for (let times = 0; times < 25; times++) await post(test, 'user.whoami', form({}))
    expect(await logged()).toHaveLength(20)
    const [today] = await callsPerDay(callLog(), {}, { now: test.now, days: 1 })
    expect(today).toMatchObject({ ok: 0, denied: 25 })

    test.now += 3600
    await post(test, 'user.whoami', form({}))
    expect(await logged()).toHaveLength(21)
  })
})

it('writes down twenty calls an hour of a token that calls too often, and counts all of them', async () => {
  const limited = sampleCall({ at: test.now, outcome: 'limited', reason: 'rate_limited' })
  for (let times = 0; times < 25; times++) callLog().note(limited)
  callLog().note({ ...limited, token: 'another' })
  expect(await logged()).toHaveLength(21)
  const [today] = await callsPerDay(callLog(), {}, { now: test.now, days: 1 })
  expect(today).toMatchObject({ ok: 0, denied: 26 })
})

describe('reading the call log', () => {
  const note = (number: number, more: Partial<LoggedCall> = {}) =>
    callLog().note(sampleCall({ at: 1_800_000_000 + number, ...more }))

  it('gives each call once, the newest first, whatever was noted within one second', async () => {
    for (let number = 0; number < 30; number++) note(Math.floor(number / 10), { duration: number })
    const seen: number[] = []
    let before: number | undefined
    do {
      const page = await readCalls(callLog(), {}, { before, limit: 7 })
      seen.push(...page.calls.map(({ duration }) => duration))
      before = page.next
    } while (before !== undefined)
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => 29 - index))
  })

  it('finds by person, application, token, address, method, outcome and time', async () => {
    note(1, { userPhid: 'PHID-USER-b' })
    note(2, { clientId: 'other' })
    note(3, { clientId: undefined, token: 'PHID-CTKN-deploy' })
    note(4, { address: '2001:db8::1' })
    note(5, { method: 'maniphest.edit', aspects: ['status'] })
    note(6, { outcome: 'invalid' })
    const at = async (query: Parameters<typeof readCalls>[1]) =>
      (await readCalls(callLog(), query, { limit: 10 })).calls.map((call) => call.at - 1_800_000_000)

    expect(await at({ userPhid: 'PHID-USER-b' })).toEqual([1])
    expect(await at({ clientId: 'other' })).toEqual([2])
    expect(await at({ token: 'PHID-CTKN-deploy' })).toEqual([3])
    expect(await at({ address: '2001:db8::1' })).toEqual([4])
    expect(await at({ method: 'maniphest.edit' })).toEqual([5])
    expect(await at({ method: '*.search', userPhid: 'PHID-USER-a' })).toEqual([6, 4, 3, 2])
    expect(await at({ outcome: 'refused' })).toEqual([6])
    expect(await at({ since: 1_800_000_003, until: 1_800_000_005 })).toEqual([4, 3])
    expect(await at({ clientId: 'viewer', address: '2001:db8::1', outcome: 'failed' })).toEqual([])
  })

  it('looks through so many at a time for what is rare, and goes on from there', async () => {
    for (let number = 0; number < 100; number++) {
      note(number, {
        clientId: number % 2 === 0 ? 'viewer' : 'other',
        method: number === 4 ? 'paste.search' : 'user.search',
      })
    }
    for (const query of [
      { method: 'paste.*' },
      { userPhid: 'PHID-USER-a', method: 'paste.search' },
      { userPhid: 'PHID-USER-a', clientId: 'viewer', method: 'paste.search' },
    ]) {
      const parts: number[] = []
      let before: number | undefined
      do {
        const { calls, next } = await readCalls(callLog(), query, { before, limit: 10, lookThrough: 30 })
        parts.push(calls.length)
        before = next
      } while (before !== undefined)
      expect(parts).toEqual([0, 0, 0, 1])
    }
  })

  it('counts scopes by what was carried out, for each scope that a call needed, and people once', async () => {
    const edit = { method: 'maniphest.edit', aspects: ['comment', 'status'] }
    note(1, edit)
    note(2, { ...edit, userPhid: 'PHID-USER-b' })
    note(3, { method: 'maniphest.edit', aspects: ['status'] })
    note(4, { method: 'maniphest.edit', aspects: ['title'], outcome: 'denied' })
    note(5, { clientId: undefined, token: 'PHID-CTKN-deploy' })
    note(6, { clientId: 'other' })
    const since = 1_800_000_000
    expect(await scopeUse(test.gateway, { clientId: 'viewer', since })).toEqual([
      { clientId: 'viewer', scope: 'maniphest.edit:comment', calls: 2, users: 2 },
      { clientId: 'viewer', scope: 'maniphest.edit:status', calls: 3, users: 2 },
    ])
    expect((await scopeUse(test.gateway, { since })).map(({ clientId }) => clientId)).toContain('other')
    expect(await scopeUse(test.gateway, { since: since + DAY })).toEqual([])
  })

  it('counts each day, also those on which there was nothing', async () => {
    note(0)
    note(DAY, { outcome: 'denied' })
    note(DAY, { outcome: 'unavailable' })
    note(3 * DAY, { clientId: 'other' })
    const now = 1_800_000_000 + 3 * DAY
    const perDay = await callsPerDay(callLog(), { clientId: 'viewer' }, { now, days: 4 })
    expect(perDay.map(({ ok, denied, failed }) => [ok, denied, failed])).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  it('forgets what is too old, and keeps its counts', async () => {
    for (let number = 0; number < 2500; number++) note(0)
    note(DAY)
    callLog().flush()
    await forgetCalls(callLog(), { now: 1_800_000_000 + 91 * DAY - 1, days: 90 })
    expect((await logged()).map(({ at }) => at)).toEqual([1_800_000_000 + DAY])
    const now = 1_800_000_000 + DAY
    expect((await callsPerDay(callLog(), {}, { now, days: 2 })).map(({ ok }) => ok)).toEqual([2500, 1])

    await forgetCalls(callLog(), { now: now + 402 * DAY, days: 90 })
    expect((await callsPerDay(callLog(), {}, { now, days: 2 })).map(({ ok }) => ok)).toEqual([0, 0])
  })
})
