import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BeforeStockPhorge, beforeStockPhorge } from './before-stock-phorge.ts'
import { gatewayBefore } from './gateway-before-phorge.ts'
import { type Application, applicationAt, type Person, personAt } from './person.ts'
import { recordingUpstream } from './recording-upstream.ts'

/** The token with which the gateway asks for the methods is refused, so it has never known one. */
let before: BeforeStockPhorge
let application: Application
let admin: Person
beforeAll(async () => {
  before = await beforeStockPhorge('same-origin', { phorgeToken: `api-${'x'.repeat(28)}` })
  application = await applicationAt(before, 'maniphest.search')
  admin = personAt(before)
  await admin.signInAtPhorge('admin')
})
afterAll(() => before.close())

const pathOfRules = async () => {
  const applications = before.gateway.database.selectFrom('applications').select('client_id')
  const { client_id } = await applications.executeTakeFirstOrThrow()
  return `/gateway/admin/applications/${client_id}/rules`
}

test('the rules and the consent page say that the methods are not known, and what to do', async () => {
  for (const address of [await pathOfRules(), application.address]) {
    const page = await admin.open(address)
    expect(page.status).toBe(503)
    expect(page.text).toContain('Phorge gives no useful answer')
    expect(page.text).toContain('check the API token that the gateway was given for that (phorgeToken)')
  }
})

test('pages without methods are as ever', async () => {
  for (const address of ['/gateway/', '/gateway/admin/applications/', '/gateway/admin/methods/']) {
    expect((await admin.open(address)).status).toBe(200)
  }
})

test('a call is told so as an envelope, with status 503', async () => {
  const response = await fetch(`${before.url}/api/maniphest.search`, {
    headers: { authorization: 'Bearer x' },
  })
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ result: null, upstream: { illness: 'failed', done: 'no' } }),
  ])
})

test('a Phorge that tells something else than methods is no fault of the gateway’s', async () => {
  const upstream = await recordingUpstream()
  upstream.methods = { 'user.whoami': 'no description' } as unknown as typeof upstream.methods
  const gateway = await gatewayBefore(upstream.url)
  const response = await fetch(`${gateway.url}/api/user.whoami`, { headers: { authorization: 'Bearer x' } })
  await gateway.close()
  await upstream.close()
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ error_info: expect.stringContaining('does not tell its methods') }),
  ])
})
