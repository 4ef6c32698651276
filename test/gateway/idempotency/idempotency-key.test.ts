import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseIdempotencyKey } from '../../../gateway/src/idempotency/idempotency-key.ts'
import {
  form,
  type GatewayUnderTest,
  issueToken,
  startGatewayUnderTest,
} from '../conduit/gateway-under-test.ts'

let server: GatewayUnderTest
let token: string

beforeAll(async () => {
  server = await startGatewayUnderTest()
  ;({ token } = await issueToken(server, { rules: ['maniphest.edit', 'maniphest.search'] }))
})
afterAll(() => server.close())

interface Answered {
  readonly result: { readonly object: { readonly id: number }; readonly data: { fields: { name: string } }[] }
  readonly error_code: string | null
  readonly reason?: { readonly code: string }
}

interface Sent {
  readonly key: string
  readonly title?: string
  readonly as?: string
  readonly method?: string
  readonly params?: object
}

async function send({ key, title = 'Once', as = token, method = 'maniphest.edit', params }: Sent) {
  const response = await fetch(`${server.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'idempotency-key': key },
    body: form(params ?? { transactions: [{ type: 'title', value: title }] }),
  })
  return { status: response.status, body: (await response.json()) as Answered }
}

async function tasksTitled(title: string): Promise<number> {
  const { body } = await send({ key: randomUUID(), method: 'maniphest.search', params: { limit: 100 } })
  return body.result.data.filter((task) => task.fields.name === title).length
}

describe('a write with an Idempotency-Key', () => {
  it('happens once, and a repeat gets the first answer', async () => {
    const key = randomUUID()
    const first = await send({ key, title: 'Twice sent' })
    const second = await send({ key: `"${key}"`, title: 'Twice sent' })
    expect(second).toEqual(first)
    expect(first.body.result.object.id).toBeGreaterThan(0)
    expect(await tasksTitled('Twice sent')).toBe(1)
  })

  it('is kept without the token, also where the refusal repeats what was sent', async () => {
    const key = randomUUID()
    const params = { objectIdentifier: token, transactions: [{ type: 'status', value: 'resolved' }] }
    await send({ key, params })
    const kept = await server.gateway.database.selectFrom('idempotency_keys').select('answer').execute()
    expect(kept.filter(({ answer }) => answer?.includes('(token)'))).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain(token)
    const { body } = await send({ key, params })
    expect(body.reason).toEqual({ code: 'not_found' })
  })

  it('happens once when twenty are sent at the same time', async () => {
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send({ key, title: 'Sent by twenty' })),
    )
    expect(new Set(answers.map(({ body }) => body.result.object.id)).size).toBe(1)
    expect(await tasksTitled('Sent by twenty')).toBe(1)
  })

  it('keeps a refusal as it keeps a success', async () => {
    const key = randomUUID()
    const params = { objectIdentifier: 'T999999', transactions: [{ type: 'title', value: 'x' }] }
    const first = await send({ key, params })
    expect(first.body.error_code).toBe('ERR-CONDUIT-CORE')
    expect(await send({ key, params })).toEqual(first)
  })

  it('refuses another call under the same key', async () => {
    const key = randomUUID()
    await send({ key, title: 'The first' })
    const { status, body } = await send({ key, title: 'Another' })
    expect([status, body.reason?.code]).toEqual([422, 'idempotency_key_reused'])
    expect(await tasksTitled('Another')).toBe(0)
  })

  it('is another write for another person, and for another application', async () => {
    const key = randomUUID()
    const { token: angies } = await issueToken(server, { rules: ['maniphest.edit'], user: server.angie })
    const { token: other } = await issueToken(server, { rules: ['maniphest.edit'] })
    const answers = await Promise.all([token, angies, other].map((as) => send({ key, title: 'Three', as })))
    expect(new Set(answers.map(({ body }) => body.result.object.id)).size).toBe(3)
  })

  it('is the same write with a new token of the same person and application', async () => {
    const key = randomUUID()
    const issued = await issueToken(server, { rules: ['maniphest.edit', 'maniphest.search'] })
    const renewed = await issueToken(server, { rules: ['maniphest.edit'], clientId: issued.clientId })
    const first = await send({ key, title: 'Renewed', as: issued.token })
    expect(await send({ key, title: 'Renewed', as: renewed.token })).toEqual(first)
  })

  it('is decided on again: a repeat gets nothing once the right is gone', async () => {
    const key = randomUUID()
    const issued = await issueToken(server, { rules: ['maniphest.edit'] })
    await send({ key, as: issued.token })
    await issueToken(server, { rules: [], clientId: issued.clientId })
    const { status, body } = await send({ key, as: issued.token })
    expect([status, body.reason?.code]).toEqual([403, 'scope_not_allowed'])
  })

  it('is not made again when its answer was lost with the process', async () => {
    const key = randomUUID()
    await send({ key, title: 'Lost' })
    await server.gateway.database.updateTable('idempotency_keys').set({ answer: null }).execute()
    const { status, body } = await send({ key, title: 'Lost' })
    expect([status, body.reason?.code]).toEqual([409, 'idempotency_key_in_use'])
    expect(await tasksTitled('Lost')).toBe(1)
  })

  it('is forgotten after 24 hours', async () => {
    const key = randomUUID()
    const issued = await issueToken(server, { rules: ['maniphest.edit'] })
    const first = await send({ key, as: issued.token })
    server.now += 86_400
    const { token: tomorrows } = await issueToken(server, {
      rules: ['maniphest.edit'],
      clientId: issued.clientId,
    })
    const second = await send({ key, as: tomorrows })
    expect(second.body.result.object.id).not.toBe(first.body.result.object.id)
    server.now -= 86_400
  })

  it('keeps no key in the clear', async () => {
    const key = `secret-${randomUUID()}`
    await send({ key })
    const rows = await server.gateway.database.selectFrom('idempotency_keys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(server.log()).not.toContain(key)
  })

  it.each(['', '"unclosed', 'two, keys', 'é'.repeat(3), 'x'.repeat(256)])('refuses %j as a key', (key) => {
    expect(parseIdempotencyKey(key)).toBeUndefined()
  })

  it('reads ignore the header', async () => {
    const key = randomUUID()
    const method = 'maniphest.search'
    await send({ key, method, params: { limit: 1 } })
    expect((await send({ key, method, params: { limit: 2 } })).status).toBe(200)
  })
})
