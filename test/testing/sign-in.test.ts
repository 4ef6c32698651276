import { Conduit, memoryStore, oauthSession } from 'phorge-conduit'
import { createSignIn } from 'phorge-conduit/server'
import { type Application, startConduit } from 'phorge-conduit-testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const scopes = ['maniphest.search', 'maniphest.edit:create']
let server: Awaited<ReturnType<typeof startConduit>>
let application: Application<'rjkaplan' | 'angie'>
beforeAll(async () => {
  server = await startConduit()
  application = await server.register({ name: 'Error viewer', scopes })
})
afterAll(() => server.close())

function session(token: Parameters<ReturnType<typeof memoryStore>['set']>[1]) {
  const store = memoryStore()
  const { client } = application
  const conduit = new Conduit({ url: server.url, credential: oauthSession({ client, store, key: 'me' }) })
  return store.set('me', token).then(() => ({ store, conduit }))
}

test('somebody signs in without a browser, and calls as themselves', async () => {
  const { conduit } = await session(await application.signIn('angie'))
  expect(await conduit.user.whoami()).toMatchObject({ userName: 'angie' })
  expect(await conduit.tasks.create({ title: 'Checkout fails' })).toMatchObject({ isOpen: true })
  expect(server.calls.at(-1)).toMatchObject({ method: 'maniphest.edit', user: 'angie' })
})

test('somebody allows less than was asked for, and the rest later', async () => {
  const token = await application.signIn('rjkaplan', ['maniphest.search'])
  const { conduit } = await session(token)
  const refused = await conduit.tasks.create({ title: 'No' }).catch((error) => error)
  expect(refused).toMatchObject({ code: 'scope', reason: 'not_granted', missing: ['maniphest.edit:create'] })
  const request = await application.client.authorize({
    scopes: ['maniphest.edit:create'],
    granted: token.scopes,
  })
  const more = await application.client.exchange(await server.allow(request.url, 'rjkaplan'), request)
  expect(new Set(more.scopes)).toEqual(new Set(scopes))
})

test('scopes that are unticked are not granted, and others than the page offers cannot be ticked', async () => {
  const other = await server.register({ scopes })
  const ask = () => other.client.authorize()
  await expect(server.allow((await ask()).url, 'angie', ['project.search'])).rejects.toThrow(
    'project.search cannot be allowed: the page offers maniphest.search, maniphest.edit:create',
  )
  const request = await ask()
  const callback = await server.allow(request.url, 'angie', ['maniphest.search'])
  expect((await other.client.exchange(callback, request)).scopes).toEqual(['maniphest.search'])
})

test('who declines comes back with access_denied', async () => {
  const other = await server.register({ scopes })
  const request = await other.client.authorize()
  const callback = await server.decline(request.url, 'angie')
  expect(callback.href).toMatch(/^http:\/\/localhost:3000\/callback\?.*error=access_denied/)
})

test('a request that cannot be right says on which page it ended', async () => {
  const request = await application.client.authorize()
  const url = new URL(request.url)
  url.searchParams.set('redirect_uri', 'http://localhost:3000/elsewhere')
  await expect(server.allow(url.href, 'angie')).rejects.toThrow(/led to the page “.+”/)
})

test('a whole sign-in of a back end takes no browser', async () => {
  const signIn = createSignIn({
    client: application.client,
    store: memoryStore(),
    cookie: { secret: 'a secret of this test 0123456789abcdef' },
  })
  const begun = await signIn.start(new Request('http://localhost:3000/sign-in'))
  const callback = await server.allow(begun.headers.get('location') ?? '', 'angie')
  const cookie = begun.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const ended = await signIn.callback(new Request(callback, { headers: { cookie } }))
  expect(ended.status).toBe(303)
})

test('tokens expire by the clock of the server, and are renewed', async () => {
  const { conduit, store } = await session(await application.signIn('angie'))
  const first = await store.get('me')
  server.clock.advance(3600)
  await conduit.user.whoami()
  expect((await store.get('me'))?.accessToken).not.toBe(first?.accessToken)
})

test('an application stays registered when the server is reset; what was granted does not', async () => {
  const token = await application.signIn('angie')
  await server.reset()
  const { conduit } = await session(token)
  await expect(conduit.user.whoami()).rejects.toMatchObject({ code: expect.stringMatching(/^auth_/) })
  const again = await session(await application.signIn('angie'))
  expect(await again.conduit.user.whoami()).toMatchObject({ userName: 'angie' })
})

test('a scope that no method has is no part of a registration', async () => {
  await expect(server.register({ scopes: ['maniphest.serach'] })).rejects.toThrow('maniphest.serach')
})
