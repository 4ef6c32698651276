import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { demoAccounts } from '../../../gateway/src/backends/embedded/embedded.ts'
import { registerApplication } from '../applications/register-application.ts'
import { Browser } from './browser.ts'
import { authorize, openClient } from './client.ts'

let running: RunningGateway
beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }))
})
afterAll(() => running.close())

test('sign in, allow, exchange, call, revoke: through the gateway as it runs', async () => {
  const { gateway, url } = running
  const scopes = ['maniphest.search', 'maniphest.edit:create']
  const { clientId, clientSecret } = await registerApplication(gateway, { scopes })
  const client = await openClient({ url }, clientId, clientSecret)
  const browser = new Browser(url)

  const begun = await client.authorizationUrl({ scope: 'maniphest.search maniphest.edit:create' })
  const signIn = await browser.open(begun.url)
  expect(signIn.url.pathname).toBe('/gateway/sign-in')
  const [account] = demoAccounts.filter(({ userName }) => userName === 'rjkaplan')
  const consent = await browser.submit(signIn, {
    username: account?.userName ?? '',
    password: account?.password ?? '',
  })
  expect(consent.html).toContain('Create tasks')
  const { url: landed } = await browser.press(consent, 'allow', ['maniphest.edit:create'])
  const { access_token, scope } = await client.exchange(landed, begun)
  expect(scope).toBe('maniphest.search')

  const call = async (method: string) => {
    const response = await fetch(`${url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
    })
    return response.json()
  }
  expect(await call('user.whoami')).toMatchObject({ result: { userName: 'rjkaplan' } })
  expect(await call('maniphest.search')).toMatchObject({ error_code: null })
  expect(await call('maniphest.edit')).not.toMatchObject({ error_code: null })
  await client.revoke(access_token)
  expect(await call('user.whoami')).toMatchObject({ reason: { code: 'token_revoked' } })

  const again = await authorize(client, browser, { scope: 'maniphest.search' })
  await fetch(`${url}/api/auth.logout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${again.access_token}` },
  })
  expect((await client.introspect(again.access_token)).active).toBe(false)
  await expect(client.refresh(again.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
})
