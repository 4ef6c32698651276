import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { findGrant } from '../../../gateway/src/grants/grants.ts'
import { authorize, openClient } from './client.ts'
import { type AuthorizationServer, angie, rjkaplan, startAuthorizationServer } from './fixture.ts'

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())

async function setUp(...parameters: Parameters<AuthorizationServer['register']>) {
  const { clientId, clientSecret } = await server.register(...parameters)
  const client = await openClient(server, clientId, clientSecret)
  return { clientId, client, browser: await server.browserOf(rjkaplan) }
}

const everything = 'maniphest.search maniphest.edit:create maniphest.edit:status'

test('a signed-in user allows an application, and it gets tokens for what was allowed', async () => {
  const { client, browser } = await setUp()
  const tokens = await authorize(client, browser, { scope: everything })
  expect(tokens).toMatchObject({
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'maniphest.edit:create maniphest.edit:status maniphest.search',
  })
  expect(tokens.refresh_token).toBeTypeOf('string')
})

test('the consent page says who asks, for whom, what for, and where one goes back to', async () => {
  const { client, browser } = await setUp()
  const { url } = await client.authorizationUrl({
    scope: 'maniphest.search maniphest.edit:status project.search',
  })
  const { html, headers } = await browser.open(url)
  for (const text of [
    'Error viewer',
    'rjkaplan',
    'viewer.example',
    'Read the tasks that you can see',
    'Change the status of tasks (close and reopen)',
    'Ruled out by the administrator',
    'Read the projects that you can see',
  ]) {
    expect(html).toContain(text)
  }
  expect(html).not.toContain('value="project.search"')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('cache-control')).toBe('no-store')
})

test('what the user unticks is not in the token, and is asked again when the application asks again', async () => {
  const { client, browser } = await setUp()
  const tokens = await authorize(client, browser, { scope: everything }, ['maniphest.edit:status'])
  expect(tokens.scope).toBe('maniphest.edit:create maniphest.search')

  const { url } = await client.authorizationUrl({ scope: everything })
  const { html } = await browser.open(url)
  expect(html).toContain('value="maniphest.edit:status"')
  expect(html.match(/already allowed/g)).toHaveLength(2)
})

test('unticking what was granted before takes it back', async () => {
  const { client, clientId, browser } = await setUp()
  await authorize(client, browser, { scope: 'maniphest.search' })
  await authorize(client, browser, { scope: everything }, ['maniphest.search'])
  const grant = await findGrant(server.gateway, rjkaplan, clientId)
  expect([...(grant?.scopes ?? [])]).toEqual(['maniphest.edit:create', 'maniphest.edit:status'])
})

test('with nothing left ticked there is still a token, for the methods that need no scope', async () => {
  const { client, browser } = await setUp()
  const tokens = await authorize(client, browser, { scope: 'maniphest.search' }, ['maniphest.search'])
  expect(tokens.scope).toBe('')
  expect(tokens.access_token).toBeTypeOf('string')
})

test('when all of it is granted already nobody is asked', async () => {
  const { client, browser } = await setUp()
  await authorize(client, browser, { scope: everything })
  const begun = await client.authorizationUrl({ scope: 'maniphest.search' })
  const landing = await browser.open(begun.url)
  expect(landing.url.host).toBe('viewer.example')
  expect(await client.exchange(landing.url, begun)).toMatchObject({ scope: 'maniphest.search' })
})

test('prompt=consent asks again although all of it is granted', async () => {
  const { client, browser } = await setUp()
  await authorize(client, browser, { scope: 'maniphest.search' })
  const begun = await client.authorizationUrl({ scope: 'maniphest.search', prompt: 'consent' })
  const landing = await browser.open(begun.url)
  expect(landing.html).toContain('already allowed')
  expect((await browser.press(landing, 'allow')).url.searchParams.get('code')).toBeTruthy()
})

test('of a whole method of which only parts are allowed, those parts can be granted', async () => {
  const { client, browser } = await setUp()
  const begun = await client.authorizationUrl({ scope: 'maniphest.edit' })
  const page = await browser.open(begun.url)
  expect(page.html).toContain('Ruled out by the administrator')
  const tokens = await client.exchange((await browser.press(page, 'allow')).url, begun)
  expect(tokens.scope).toBe('maniphest.edit:create maniphest.edit:status')
})

test('a part of a method that was granted whole needs no new consent', async () => {
  const { client, browser } = await setUp({}, ['maniphest.edit'] as Scope[])
  await authorize(client, browser, { scope: 'maniphest.edit' })
  const begun = await client.authorizationUrl({ scope: 'maniphest.edit:title' })
  const landing = await browser.open(begun.url)
  expect(await client.exchange(landing.url, begun)).toMatchObject({ scope: 'maniphest.edit:title' })
})

test('what the administrator rules out later is not in the next token, without a new consent', async () => {
  const { client, clientId, browser } = await setUp()
  const { refresh_token = '' } = await authorize(client, browser, { scope: everything })
  await saveAllowedScopes(server.gateway, clientId, ['maniphest.search'] as Scope[])
  expect(await client.refresh(refresh_token)).toMatchObject({ scope: 'maniphest.search' })
  expect(await authorize(client, browser, { scope: everything })).toMatchObject({ scope: 'maniphest.search' })
})

test('scopes that nobody can grant are dropped: unknown ones and those on the deny list', async () => {
  const { client, browser } = await setUp({}, ['maniphest.search', 'passphrase.query'] as Scope[])
  const tokens = await authorize(client, browser, {
    scope: 'openid offline_access maniphest.search passphrase.query no.such maniphest.search:create',
  })
  expect(tokens.scope).toBe('maniphest.search')
  expect(tokens.id_token).toBeUndefined()
})

test('a method that needs no scope can be asked for and is not asked about', async () => {
  const { client, browser } = await setUp()
  const begun = await client.authorizationUrl({ scope: 'user.whoami' })
  const page = await browser.open(begun.url)
  expect(page.html).not.toContain('value="user.whoami"')
  const tokens = await client.exchange((await browser.press(page, 'allow')).url, begun)
  expect(tokens.scope).toBe('user.whoami')
})

test('two people grant the same application different things', async () => {
  const { client, browser } = await setUp()
  await authorize(client, browser, { scope: everything })
  const others = await server.browserOf(angie)
  const tokens = await authorize(client, others, { scope: everything }, ['maniphest.search'])
  expect(tokens.scope).toBe('maniphest.edit:create maniphest.edit:status')
})

test('who is signed in at the gateway is whom the token is for, also after another sign-in', async () => {
  const { client, browser } = await setUp()
  const first = await authorize(client, browser, { scope: 'maniphest.search' })
  browser.adopt(await server.browserOf(angie))
  const second = await authorize(client, browser, { scope: 'maniphest.search' })
  expect(await client.introspect(first.access_token)).toMatchObject({ username: 'rjkaplan', sub: rjkaplan })
  expect(await client.introspect(second.access_token)).toMatchObject({ username: 'angie', sub: angie })
})

test('who signs in as somebody else while the consent page is open is asked as that person', async () => {
  const { client, clientId, browser } = await setUp()
  const begun = await client.authorizationUrl({ scope: 'maniphest.search' })
  const page = await browser.open(begun.url)
  browser.adopt(await server.browserOf(angie))
  const again = await browser.press(page, 'allow')
  expect(again.html).toContain('Not angie?')
  expect(await findGrant(server.gateway, rjkaplan, clientId)).toBeUndefined()
  const { url } = await browser.press(again, 'allow')
  const tokens = await client.exchange(url, begun)
  expect(await client.introspect(tokens.access_token)).toMatchObject({ username: 'angie' })
})

test('two authorizations in two tabs of one browser do not disturb each other', async () => {
  const { client, browser } = await setUp()
  const other = await setUp()
  const [one, two] = [await client.authorizationUrl(), await other.client.authorizationUrl()]
  const pages = [await browser.open(one.url), await browser.open(two.url)] as const
  const second = await browser.press(pages[1], 'allow')
  const first = await browser.press(pages[0], 'allow')
  expect(await client.exchange(first.url, one)).toHaveProperty('access_token')
  expect(await other.client.exchange(second.url, two)).toHaveProperty('access_token')
})

test('also when nobody was signed in as they began', async () => {
  const { client, browser } = await setUp()
  browser.dropCookies()
  const [one, two] = [await client.authorizationUrl(), await client.authorizationUrl()]
  const asked = [await browser.open(one.url), await browser.open(two.url)] as const
  browser.adopt(await server.browserOf(rjkaplan))
  for (const [landing, begun] of [
    [asked[0], one],
    [asked[1], two],
  ] as const) {
    const page = await browser.open(landing.url.searchParams.get('return_to') ?? '')
    const { url } = page.html ? await browser.press(page, 'allow') : page
    expect(await client.exchange(url, begun)).toHaveProperty('access_token')
  }
})

test('a form without the token of this session grants nothing', async () => {
  const { client, clientId, browser } = await setUp()
  const { url } = await client.authorizationUrl({ scope: 'maniphest.search' })
  const page = await browser.open(url)
  const forged = {
    ...page,
    html: page.html.replaceAll(/name="csrf" value="[^"]*"/g, 'name="csrf" value="x"'),
  }
  expect((await browser.press(forged, 'allow')).html).toContain('Allow <strong>Error viewer</strong>')
  expect(await findGrant(server.gateway, rjkaplan, clientId)).toBeUndefined()
})

test('nobody signed in: the way leads to the sign-in page and back', async () => {
  const { client, browser } = await setUp()
  browser.dropCookies()
  const { url } = await client.authorizationUrl({ scope: 'maniphest.search' })
  const landing = await browser.open(url)
  expect(landing.url.pathname).toBe('/gateway/sign-in')
  const returnTo = landing.url.searchParams.get('return_to') ?? ''
  expect(`${server.url}${returnTo}`).toBe(url.href)

  browser.adopt(await server.browserOf(rjkaplan))
  expect((await browser.open(returnTo)).html).toContain('Allow <strong>Error viewer</strong>')
})

test('the metadata of RFC 8414 and RFC 9728 names this server and nothing of OpenID', async () => {
  const metadata = await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json()
  expect(metadata).toMatchObject({
    issuer: server.url,
    authorization_endpoint: `${server.url}/oauthserver/auth/`,
    token_endpoint: `${server.url}/oauthserver/token/`,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  })
  expect(metadata.scopes_supported).toContain('maniphest.edit:status')
  expect(metadata.scopes_supported).not.toContain('passphrase.query')
  expect(JSON.stringify(metadata)).not.toMatch(/openid|userinfo|jwks|id_token/)
  for (const path of ['', '/api']) {
    const resource = await (await fetch(`${server.url}/.well-known/oauth-protected-resource${path}`)).json()
    expect(resource).toMatchObject({
      resource: `${server.url}${path}`,
      authorization_servers: [server.url],
      bearer_methods_supported: ['header', 'body'],
    })
  }
})

test('the resource parameter names this server or is refused', async () => {
  const { client, browser } = await setUp()
  const tokens = await authorize(client, browser, {
    scope: 'maniphest.search',
    resource: `${server.url}/api/`,
  })
  expect(tokens.scope).toBe('maniphest.search')
  const { url } = await client.authorizationUrl({ resource: 'https://elsewhere.example/' })
  expect((await browser.open(url)).url.searchParams.get('error')).toBe('invalid_target')
})
