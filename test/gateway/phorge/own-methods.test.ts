import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { apiToken, Conduit } from '../../../sdk/src/index.ts'
import { failure } from '../../sdk/conduit-server.ts'
import { type GatewayBeforePhorge, gatewayBefore } from './gateway-before-phorge.ts'
import { type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'

let upstream: RecordingUpstream
let gateway: GatewayBeforePhorge
let angie: Conduit
beforeAll(async () => {
  upstream = await recordingUpstream()
  // A later Phorge might have one of such a name.
  upstream.methods['token.search'] = { description: 'Of Phorge.', params: { kind: 'string' }, return: 'any' }
  gateway = await gatewayBefore(upstream.url)
  angie = new Conduit({ url: gateway.url, credential: apiToken(await gateway.apiToken('angie')) })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => upstream.reset())

test('before a Phorge its own methods are answered by the gateway, and nothing of them reaches Phorge', async () => {
  const [token] = await angie.token.search().all()
  expect(token?.fields).toMatchObject({ name: 'test', rights: 'all' })
  const callback = 'https://errors.example.com/callback'
  const proposed = await angie.application.propose({ name: 'Error viewer', redirectUris: [callback] })
  expect(proposed.stage).toBe('proposed')
  expect(upstream.received).toEqual([])
})

test('conduit.query tells of them beside Phorge’s, in place of one of the same name', async () => {
  const methods = await angie.conduit.query()
  expect(Object.keys(methods)).toEqual(
    expect.arrayContaining(['maniphest.search', 'token.search', 'token.edit', 'application.propose']),
  )
  expect(methods['token.search']?.description).toContain('personal API tokens')
  expect(gateway.log()).toContain('Phorge has methods of the same names; the gateway answers them')
})

test('one that is too large for any call is refused, and not sent on as an upload', async () => {
  const response = await fetch(`${gateway.url}/api/application.propose`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await gateway.accessToken('application.propose')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ params: JSON.stringify({ name: 'x'.repeat(17 * 1024 * 1024) }) }),
  })
  expect(response.status).toBe(413)
  expect(upstream.received).toEqual([])
})

test('what is proposed with a method that neither has is refused', async () => {
  const params = {
    name: 'Shop',
    redirectUris: ['https://shop.example.com/callback'],
    methods: ['nope.search'],
  }
  expect(await failure(angie.application.propose(params))).toMatchObject({ code: 'validation' })
  const own = { ...params, methods: ['token.search', 'token.edit:revoke'] }
  expect((await angie.application.propose(own)).stage).toBe('proposed')
  expect(
    await failure(angie.application.propose({ ...params, name: 'x', methods: ['token.edit:create'] })),
  ).toMatchObject({ message: expect.stringContaining('token.edit:create') })
})
