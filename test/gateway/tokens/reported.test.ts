import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { rotateToken } from '../../../gateway/src/tokens/end.ts'
import { createApiToken, findTokenByPhid } from '../../../gateway/src/tokens/tokens.ts'
import {
  type GatewayUnderTest,
  issueToken,
  post,
  startGatewayUnderTest,
} from '../conduit/gateway-under-test.ts'

let test: GatewayUnderTest
beforeAll(async () => {
  test = await startGatewayUnderTest()
})
afterAll(() => test.close())

const make = () => createApiToken(test.gateway, { userPhid: test.angie.phid, name: 'leaked' })
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64')

async function report(body: unknown, path = '/tokens/reported', type = 'application/json') {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } }
  const response = await fetch(`${test.url}${path}`, init)
  return { response, text: await response.text() }
}

async function refusalOf(token: string): Promise<string | undefined> {
  return (await post(test, 'user.whoami', '', { authorization: `Bearer ${token}` })).body.reason?.code
}

describe('a token that is reported', () => {
  it('is revoked at once, told to its owner, and not repeated', async () => {
    const { phid, token } = await make()
    const url = 'https://code.example/team/repository/blob/main/deploy.sh?raw=1#L7'
    const { response, text } = await report([{ token, type: 'phorge_conduit_token', url, source: 'content' }])
    expect(response.status).toBe(200)
    expect(JSON.parse(text)).toEqual([{ token_hash: hashOf(token), label: 'true_positive' }])
    expect(await refusalOf(token)).toBe('token_revoked')

    const shown = 'https://code.example/team/repository/blob/main/deploy.sh'
    expect((await historyOf(test.gateway.database, phid))[0]).toMatchObject({
      type: 'report',
      new: { url: shown, source: 'content' },
      authorPhid: undefined,
      address: '127.0.0.1',
    })
    const [event] = await readSecurityLog(test.gateway.database, { kind: 'token-reported', limit: 1 })
    expect(event).toMatchObject({ userPhid: test.angie.phid, detail: `leaked: ${shown}` })
  })

  it('may come alone, at the other address, and under another media type', async () => {
    const { token } = await make()
    const { text } = await report({ token }, '/gateway/tokens/reported', 'text/plain')
    expect(JSON.parse(text)[0].label).toBe('true_positive')
    expect(await refusalOf(token)).toBe('token_revoked')
  })

  it('again changes nothing more', async () => {
    const { phid, token } = await make()
    await report({ token })
    expect(JSON.parse((await report({ token })).text)[0].label).toBe('true_positive')
    expect(await historyOf(test.gateway.database, phid)).toHaveLength(2)
  })

  it('by a secret that a rotation has ended gives nothing away of the one in force', async () => {
    const { phid, token } = await make()
    await rotateToken(test.gateway, phid, { author: { phid: test.angie.phid }, overlapMinutes: 0 })
    await report({ token })
    expect((await findTokenByPhid(test.gateway, phid))?.revokedAt).toBeUndefined()
  })

  it('is one of an application: what descends from that authorization ends', async () => {
    const { token } = await issueToken(test)
    expect(await refusalOf(token)).toBeUndefined()
    expect(JSON.parse((await report({ token, url: null })).text)[0].label).toBe('true_positive')
    expect(await refusalOf(token)).toBe('token_revoked')
  })

  it('in the address where it was found is not written down', async () => {
    const { token } = await make()
    await report({ token, url: `https://paste.example/${token}` })
    const [event] = await readSecurityLog(test.gateway.database, { kind: 'token-reported', limit: 1 })
    expect(event?.detail).toBe('leaked: https://paste.example')
  })
})

describe('a report', () => {
  it('of what is no token of ours says so', async () => {
    const { text } = await report([{ token: `api-${'a'.repeat(28)}` }, { token: 'x' }])
    expect(JSON.parse(text).map(({ label }: { label: string }) => label)).toEqual([
      'false_positive',
      'false_positive',
    ])
  })

  it.each([
    ['nothing', undefined],
    ['no list', 'token'],
    ['an entry without a token', [{ url: 'https://code.example/' }]],
    ['more than are taken at once', Array.from({ length: 101 }, () => ({ token: 'x' }))],
  ])('with %s is told what was expected', async (_, body) => {
    const { response, text } = await report(body)
    expect(response.status).toBe(400)
    expect(JSON.parse(text).error).toContain('list of at most 100 objects with "token"')
  })

  it('that is far too large is not read', async () => {
    expect((await report([{ token: 'x'.repeat(300_000) }])).response.status).toBe(413)
  })

  it('can be sent sixty times a minute from one address', async () => {
    test.now += 3600
    for (let count = 0; count < 60; count++) await report({ token: 'x' })
    const { response } = await report({ token: 'x' })
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    test.now -= 3600
  })
})
