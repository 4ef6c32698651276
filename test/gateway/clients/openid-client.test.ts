import * as client from 'openid-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callback, type Scene, startScene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())

it('openid-client goes the whole way: discovery, PKCE, exchange, call, refresh, revocation', async () => {
  const { url, clientId, clientSecret, landing } = scene
  const config = await client.discovery(
    new URL(url),
    clientId,
    clientSecret,
    client.ClientSecretBasic(clientSecret),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
  )
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const begun = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'maniphest.search maniphest.edit:create',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const tokens = await client.authorizationCodeGrant(config, await landing(begun), {
    pkceCodeVerifier,
    expectedState,
  })
  expect(tokens.scope?.split(' ').sort()).toEqual(['maniphest.edit:create', 'maniphest.search'])
  expect(await scene.whoami(tokens.access_token)).toBe('rjkaplan')

  const protectedResource = await client.fetchProtectedResource(
    config,
    tokens.access_token,
    new URL('/api/user.whoami', url),
    'POST',
  )
  expect(await protectedResource.json()).toMatchObject({ result: { userName: 'rjkaplan' } })

  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect(await scene.whoami(renewed.access_token)).toBe('rjkaplan')
  expect(await client.tokenIntrospection(config, renewed.access_token)).toMatchObject({ active: true })
  await client.tokenRevocation(config, renewed.access_token)
  expect(await scene.whoami(renewed.access_token)).toBeUndefined()
})

it('openid-client is told that the person refused', async () => {
  const config = await client.discovery(new URL(scene.url), scene.clientId, scene.clientSecret, undefined, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  })
  const expectedState = client.randomState()
  const begun = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'maniphest.search',
    state: expectedState,
    prompt: 'consent',
  })
  const refusal = client.authorizationCodeGrant(config, await scene.landing(begun, 'deny'), { expectedState })
  await expect(refusal).rejects.toMatchObject({ error: 'access_denied' })
})
