import { AuthorizationCode } from 'simple-oauth2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callback, type Scene, startScene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())

it.each(['header', 'body'] as const)(
  'simple-oauth2 goes the whole way, with its secret in the %s',
  async (authorizationMethod) => {
    const client = new AuthorizationCode({
      client: { id: scene.clientId, secret: scene.clientSecret },
      auth: {
        tokenHost: scene.url,
        authorizePath: '/oauthserver/auth/',
        tokenPath: '/oauthserver/token/',
        revokePath: '/oauthserver/revoke/',
      },
      options: { authorizationMethod },
    })
    const begun = client.authorizeURL({
      redirect_uri: callback,
      scope: ['maniphest.search'],
      state: 'some-state',
    })
    const landed = await scene.landing(new URL(begun))
    expect(landed.searchParams.get('state')).toBe('some-state')

    const code = landed.searchParams.get('code') ?? ''
    const accessToken = await client.getToken({ code, redirect_uri: callback })
    expect(accessToken.expired()).toBe(false)
    expect(await scene.whoami(String(accessToken.token.access_token))).toBe('rjkaplan')

    const renewed = await accessToken.refresh()
    expect(await scene.whoami(String(renewed.token.access_token))).toBe('rjkaplan')
    await renewed.revokeAll()
    expect(await scene.whoami(String(renewed.token.access_token))).toBeUndefined()
  },
)
