import { afterEach, describe, expect, it } from 'vitest'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, rateLimits } from '../../sdk/src/index.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../gateway/conduit/gateway-under-test.ts'

let gateway: GatewayUnderTest | undefined
afterEach(async () => {
  await gateway?.close()
  gateway = undefined
})

describe('the limits that an answer tells of', () => {
  it('are those of a gateway, the scarcest first', async () => {
    gateway = await startGatewayUnderTest({ rateLimitToken: 100, rateLimitAddress: 1000 })
    const { token } = await createApiToken(gateway.gateway, { userPhid: gateway.angie.phid, name: 'bot' })
    const conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
    const { response } = await conduit.user.whoami().withResponse()
    expect(rateLimits(response.headers)).toEqual([
      { policy: 'token', remaining: 99, reset: 1, quota: 100, window: 60 },
      { policy: 'address', remaining: 999, reset: 1, quota: 1000, window: 60 },
    ])
  })

  it.each([
    ['none', {}, []],
    ['without a policy', { ratelimit: '"a";r=5' }, [{ policy: 'a', remaining: 5 }]],
    [
      'a token in place of a string',
      { ratelimit: 'default; r=5; t=30' },
      [{ policy: 'default', remaining: 5, reset: 30 }],
    ],
    [
      'a name with quotes, commas and semicolons',
      { ratelimit: '"a\\"b,c;r=1";r=2' },
      [{ policy: 'a"b,c;r=1', remaining: 2 }],
    ],
    ['other parameters', { ratelimit: '"a";pk=:Y2Rl:;r=7;x="r=1;t=2;"' }, [{ policy: 'a', remaining: 7 }]],
    [
      'what has no number',
      { ratelimit: '"a";r=many, "b";r=1.5, "c";r=-1, "d";r=4' },
      [{ policy: 'd', remaining: 4 }],
    ],
    ['no structured field', { ratelimit: '{"remaining": 3}' }, []],
  ])('are read from headers with %s', (_, headers, expected) => {
    const nothing = { reset: undefined, quota: undefined, window: undefined }
    const limits = expected.map((limit) => ({ ...nothing, ...limit }))
    expect(rateLimits(new Headers(headers as Record<string, string>))).toEqual(limits)
  })
})
