import { expect, test } from 'vitest'
import { authorize, obtainCode, openClient } from './client.ts'
import { rjkaplan, startAuthorizationServer } from './fixture.ts'

test('no secret that was in play stands in the database or the log', async () => {
  const server = await startAuthorizationServer()
  const { clientId, clientSecret } = await server.register({ phorgeCompatible: true })
  const client = await openClient(server, clientId, clientSecret)
  const browser = await server.browserOf(rjkaplan)

  const begun = await client.authorizationUrl({ scope: 'maniphest.search' })
  const page = await browser.open(begun.url)
  const during = await contents(server)
  const landed = (await browser.press(page, 'allow')).url
  const first = await client.exchange(landed, begun)
  const second = await client.refresh(first.refresh_token ?? '')
  await client.refresh('no-such-refresh-token').catch(() => {})
  const unused = await obtainCode(client, browser, { scope: 'maniphest.search' })
  const abused = await authorize(client, browser, { scope: 'maniphest.search' })
  const query = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    code: 'code-in-a-query',
  })
  await fetch(`${server.url}/oauthserver/token/?${query}`)
  await client.introspect(second.access_token)

  const secrets = {
    clientSecret,
    code: landed.searchParams.get('code'),
    unusedCode: unused.landed.searchParams.get('code'),
    accessToken: first.access_token,
    refreshToken: first.refresh_token,
    rotatedAccessToken: second.access_token,
    rotatedRefreshToken: second.refresh_token,
    otherToken: abused.access_token,
    unknownToken: 'no-such-refresh-token',
    queryCode: 'code-in-a-query',
    ...Object.fromEntries(browser.seenCookies()),
  }
  const places = { during, database: await contents(server), log: server.log.join('') }
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).toBeTruthy()
    for (const [place, text] of Object.entries(places)) {
      expect(text.includes(String(secret)), `${name} in ${place}`).toBe(false)
    }
  }
  await server.close()
})

async function contents({ gateway }: Awaited<ReturnType<typeof startAuthorizationServer>>): Promise<string> {
  const tables = ['sessions', 'applications', 'grants', 'oidc_records', 'access_tokens'] as const
  const rows = await Promise.all(
    tables.map((table) => gateway.database.selectFrom(table).selectAll().execute()),
  )
  return JSON.stringify(rows)
}
