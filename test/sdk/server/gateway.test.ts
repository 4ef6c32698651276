import { Conduit, memoryStore, OAuthClient } from 'phorge-conduit'
import { createSignIn } from 'phorge-conduit/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { demoAccounts } from '../../../gateway/src/backends/embedded/embedded.ts'
import { setSecondFactor } from '../../../gateway/src/second-factor/methods.ts'
import { registerApplication } from '../../gateway/applications/register-application.ts'
import { Browser, type Landing } from '../../gateway/authorization-server/browser.ts'
import { codeOf, giveApp } from '../../gateway/second-factor/authenticator.ts'

const origin = 'https://errors.example.com'
const redirectUri = `${origin}/sign-in/callback`
const scopes = ['maniphest.search', 'maniphest.edit:create'] as Scope[]
let running: RunningGateway
let now = Math.floor(Date.now() / 1000)

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }), { now: () => now })
})
afterAll(() => running.close())

async function registered() {
  const { gateway, url } = running
  const { clientId, clientSecret } = await registerApplication(gateway, {
    redirectUris: [redirectUri],
    scopes,
  })
  const client = new OAuthClient({ server: url, clientId, clientSecret, redirectUri, scopes, now: () => now })
  const signIn = createSignIn({
    client,
    store: memoryStore(),
    cookie: { secret: 'a secret of this test 0123456789abcdef' },
  })
  return { signIn, url }
}

/** A person's browser at the application and at the gateway. */
function visitorOf({ signIn, url }: Awaited<ReturnType<typeof registered>>) {
  const browser = new Browser(url)
  const jar = new Map<string, string>()
  const ask = (address: string, init: RequestInit = {}) =>
    new Request(address, {
      ...init,
      headers: { ...init.headers, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    return response.headers.get('location') ?? ''
  }
  return {
    /** Goes from a sign-in address to where the gateway has something to ask, or back at once. */
    begin: async (address: string) => browser.open(keep(await signIn.start(ask(address)))),
    signInAs: async (page: Landing, userName: string) => {
      const account = demoAccounts.find((account) => account.userName === userName)
      return browser.submit(page, { username: userName, password: account?.password ?? '' })
    },
    decide: async (page: Landing, decision: 'allow' | 'deny', untick: string[] = []) => {
      const { url } = await browser.press(page, decision, untick)
      return keep(await signIn.callback(ask(url.href)))
    },
    /** Shows a second factor, and is sent back. */
    confirm: async (page: Landing, code: string) => {
      const { url } = await browser.submit(page, { second_factor_code: code })
      return keep(await signIn.callback(ask(url.href)))
    },
    session: async () => signIn.session(ask(`${origin}/errors/7`), { returnTo: '/errors/7' }),
    signOut: async () =>
      keep(await signIn.signOut(ask(`${origin}/sign-out`, { method: 'POST', headers: { origin } }))),
  }
}

test('the whole way with the gateway: untick, be refused, grant what is missing, renew, sign out', async () => {
  const here = await registered()
  const visitor = visitorOf(here)
  const conduit = async () =>
    new Conduit({ url: here.url, credential: (await visitor.session())?.credential })
  const create = async () =>
    (await conduit()).maniphest.edit({ transactions: [{ type: 'title', value: 'Checkout throws' }] })

  const login = await visitor.begin(here.signIn.startUrl({ returnTo: '/errors/7' }))
  const consent = await visitor.signInAs(login, 'rjkaplan')
  expect(await visitor.decide(consent, 'allow', ['maniphest.edit:create'])).toBe('/errors/7')
  expect((await (await conduit()).user.whoami()).userName).toBe('rjkaplan')
  expect(await (await visitor.session())?.credential.grantedScopes?.()).toEqual(['maniphest.search'])

  const refused = await create().catch((error) => error)
  expect(refused).toMatchObject({ code: 'scope', reason: 'not_granted', missing: ['maniphest.edit:create'] })
  const more = await visitor.begin(refused.authorizationUrl)
  expect(await visitor.decide(more, 'allow')).toBe('/errors/7')
  const { object } = await create()
  expect(object.phid).toMatch(/^PHID-TASK-/)

  now += 3600
  const again = await create()
  expect(again.object.id).toBe(object.id + 1)
  const { credential } = (await visitor.session()) ?? {}
  expect(new Set(await credential?.grantedScopes?.())).toEqual(new Set(scopes))

  expect(await visitor.signOut()).toBe('/')
  expect(await visitor.session()).toBeUndefined()
  await expect(new Conduit({ url: here.url, credential }).user.whoami()).rejects.toMatchObject({
    code: 'auth_missing',
  })
})

test('who declines at the gateway comes back with sign_in=denied', async () => {
  const here = await registered()
  const visitor = visitorOf(here)
  const consent = await visitor.signInAs(
    await visitor.begin(here.signIn.startUrl({ returnTo: '/x' })),
    'angie',
  )
  expect(await visitor.decide(consent, 'deny')).toBe('/x?sign_in=denied')
  expect(await visitor.session()).toBeUndefined()
})

test('a call that takes a second factor says where it is asked for, and works after that', async () => {
  const { gateway } = running
  const here = await registered()
  const visitor = visitorOf(here)
  const admin = { phid: 'PHID-USER-admin' }
  const angie = await gateway.backend.accountByName('angie')
  const secret = await giveApp(gateway, angie?.phid ?? '')
  const consent = await visitor.signInAs(
    await visitor.begin(here.signIn.startUrl({ returnTo: '/x' })),
    'angie',
  )
  await visitor.decide(consent, 'allow')
  const search = async () => {
    const { credential } = (await visitor.session()) ?? {}
    return new Conduit({ url: here.url, credential }).maniphest.search()
  }
  await setSecondFactor(gateway, 'maniphest.search', true, admin)
  try {
    const refused = await search().catch((error) => error)
    expect(refused).toMatchObject({ code: 'second_factor', acrValues: ['mfa'], maxAge: 300 })
    const url = new URL(refused.authorizationUrl)
    expect(url.origin + url.pathname).toBe(`${origin}/sign-in`)
    const question = await visitor.begin(url.href)
    expect(await visitor.confirm(question, codeOf(secret, now))).toBe('/errors/7')
    expect((await search()).data).toBeInstanceOf(Array)
  } finally {
    await setSecondFactor(gateway, 'maniphest.search', false, admin)
  }
})

test.each(['acr_values=a%00b', 'max_age=soon', 'max_age=-1'])('a start with %s is refused', async (query) => {
  const { signIn } = await registered()
  const response = await signIn.start(new Request(`${origin}/sign-in?${query}`))
  expect(response.status).toBe(400)
})
