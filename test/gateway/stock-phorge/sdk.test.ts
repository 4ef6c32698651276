import { apiToken, browserSession, Conduit } from 'phorge-conduit'
import { OAuthClient } from 'phorge-conduit/oauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StockPhorgeUnderTest, startStockPhorge, visitor } from './stock-phorge-under-test.ts'

const redirectUri = 'http://127.0.0.1:4000/callback'
let server: StockPhorgeUnderTest
beforeAll(async () => {
  server = await startStockPhorge()
})
afterAll(() => server.close())

/** As a browser in which somebody is signed in: the cookie goes along when cookies are asked for. */
function fetchAs(phsid: () => string): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init)
    if (request.credentials === 'include') request.headers.set('cookie', `phsid=${phsid()}; phusr=x`)
    return fetch(request)
  }
}

test('browserSession creates a task as the person, and closes it as the next one', async () => {
  let phsid = await server.phorge.signIn('rjkaplan')
  const fetch = fetchAs(() => phsid)
  const credential = browserSession({ url: server.url, fetch })
  const conduit = new Conduit({ url: server.url, credential, fetch })
  const task = await conduit.tasks.create({ title: 'Checkout fails' })
  const found = async () => {
    const { data } = await conduit.call('maniphest.search', { constraints: { ids: [task.id] } })
    return data[0]?.fields
  }
  expect((await found())?.authorPHID).toBe((await conduit.user.whoami()).phid)

  phsid = await server.phorge.signIn('angie')
  await conduit.tasks.close(task.monogram, { status: 'resolved' })
  expect((await found())?.closerPHID).toBe((await conduit.user.whoami()).phid)
})

test('browserSession is auth_missing when nobody is signed in', async () => {
  const fetch = fetchAs(() => 'A/nobody')
  const conduit = new Conduit({
    url: server.url,
    credential: browserSession({ url: server.url, fetch }),
    fetch,
  })
  await expect(conduit.user.whoami()).rejects.toMatchObject({ code: 'auth_missing' })
})

test('apiToken works with a token of either kind, and is auth_invalid with an unknown one', async () => {
  const person = visitor(server)
  await person.signIn('angie')
  const [cli = ''] = (await person.open('/conduit/login/')).shown
  for (const token of [cli, await server.apiToken('angie')]) {
    const conduit = new Conduit({ url: server.url, credential: apiToken(token) })
    expect((await conduit.user.whoami()).userName).toBe('angie')
  }
  const wrong = new Conduit({ url: server.url, credential: apiToken(`api-${'a'.repeat(28)}`) })
  await expect(wrong.user.whoami()).rejects.toMatchObject({ code: 'auth_invalid' })
})

test('OAuthClient finds a Phorge, gets a token for who the person is, and hears a refusal', async () => {
  const { clientId, clientSecret } = server.phorge.applications.register({ name: 'Viewer', redirectUri })
  const client = new OAuthClient({ server: server.url, clientId, clientSecret, redirectUri })
  expect((await client.server()).kind).toBe('phorge')
  const person = visitor(server)
  await person.signIn('rjkaplan')

  const request = await client.authorize()
  const asked = await person.open(request.url)
  const declined = new URL(asked.links['Do Not Authorize'] ?? '')
  await expect(client.exchange(declined, request)).rejects.toMatchObject({ code: 'oauth_denied' })

  const page = await person.submit('/oauthserver/auth/', asked)
  const { accessToken } = await client.exchange(new URL(page.links['Continue to Application'] ?? ''), request)
  expect(await visitor(server).call('user.whoami', { access_token: accessToken })).toMatchObject({
    result: { userName: 'rjkaplan' },
  })
})
