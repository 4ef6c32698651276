import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from './client.ts'
import { type AuthorizationServer, rjkaplan, startAuthorizationServer } from './fixture.ts'

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())

test('a signed-in user allows an application, and it gets tokens for what was allowed', async () => {
  const { clientId, clientSecret } = await server.register()
  const client = await openClient(server, clientId, clientSecret)
  const browser = await server.browserOf(rjkaplan)
  const begun = await client.authorizationUrl({ scope: 'maniphest.search maniphest.edit:status' })
  const page = await browser.open(begun.url)
  expect(page.html).toContain('Read the tasks that you can see')
  const landed = await browser.press(page, 'allow')
  const tokens = await client.exchange(landed.url, begun)
  expect(tokens).toMatchObject({
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'maniphest.edit:status maniphest.search',
  })
  expect(tokens.refresh_token).toBeTypeOf('string')
})
