import { createServer, type Server } from 'node:http'
import OAuth2Strategy from 'passport-oauth2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callback, type Scene, startScene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())

interface Verified {
  readonly accessToken: string
  readonly refreshToken: string
}

it.each([false, true])('passport-oauth2 signs a person in (PKCE: %s)', async (pkce) => {
  const session: Record<string, unknown> = {}
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${scene.url}/oauthserver/auth/`,
      tokenURL: `${scene.url}/oauthserver/token/`,
      clientID: scene.clientId,
      clientSecret: scene.clientSecret,
      callbackURL: callback,
      scope: ['maniphest.search', 'maniphest.edit:create'],
      state: true,
      pkce,
    },
    (
      accessToken: string,
      refreshToken: string,
      _profile: unknown,
      done: (error: null, user: Verified) => void,
    ) => done(null, { accessToken, refreshToken }),
  )

  const begun = await authenticate(strategy, session, '/sign-in')
  const landed = await scene.landing(new URL(begun.location ?? ''))
  const ended = await authenticate(strategy, session, `${landed.pathname}${landed.search}`)
  expect(ended.user?.refreshToken).toBeTruthy()
  expect(await scene.whoami(ended.user?.accessToken ?? '')).toBe('rjkaplan')
})

interface Outcome {
  readonly location?: string
  readonly user?: Verified
}

/** What passport does with a strategy: gives it the request, and these four to say how it ended. */
async function authenticate(
  strategy: OAuth2Strategy,
  session: Record<string, unknown>,
  path: string,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const server: Server = createServer((request, response) => {
    response.end()
    const query = Object.fromEntries(new URL(path, callback).searchParams)
    const run = Object.assign(Object.create(strategy), {
      redirect: (location: string) => resolve({ location }),
      success: (user: Verified) => resolve({ user }),
      fail: (challenge: unknown) => reject(new Error(`refused: ${JSON.stringify(challenge)}`)),
      error: reject,
    })
    run.authenticate(Object.assign(request, { query, session }), {})
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  return promise.finally(() => server.close())
}
