import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import type { PhorgeBackend } from '../../../gateway/src/backends/phorge/phorge.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { Visitor } from '../pages/visitor.ts'
import { type GatewayBeforePhorge, gatewayBefore } from './gateway-before-phorge.ts'
import { type RecordingUpstream, recordingUpstream } from './recording-upstream.ts'

let upstream: RecordingUpstream
let before: GatewayBeforePhorge
beforeAll(async () => {
  upstream = await recordingUpstream()
  before = await gatewayBefore(upstream.url)
})
afterAll(async () => {
  await before.close()
  await upstream.close()
})

async function signedIn(userName: string): Promise<Visitor> {
  const account = await before.gateway.backend.accountByName(userName)
  if (!account) throw new Error(`there is no account ${userName}`)
  const visitor = new Visitor(before.gateway.config.publicUrl)
  visitor.cookies.set('gateway_session', await startSession(before.gateway, account))
  return visitor
}

test('an administrator is told of new methods, and lets in the ticked ones', async () => {
  const { catalogue } = before.gateway.backend as PhorgeBackend
  const administrator = await signedIn('ada')
  expect((await administrator.open('/gateway/admin/applications/')).text).not.toContain('new method')

  const method = { description: '', params: {}, return: 'any' }
  Object.assign(upstream.methods, { 'acme.deploy': method, 'acme.erase': method })
  await catalogue.refresh()
  expect((await administrator.open('/gateway/admin/applications/')).text).toContain('2 new methods')

  const page = await administrator.open('/gateway/admin/methods/')
  const after = await administrator.submit(page, '/gateway/admin/methods/', { method: 'acme.deploy' })
  expect(after.text).toContain('acme.erase')
  expect(after.text).not.toContain('acme.deploy')
  expect([...(await before.gateway.backend.methods()).keys()]).toContain('acme.deploy')
})

test('what is let in is in the security log, and is not let in when it cannot be written down', async () => {
  const { database } = before.gateway
  const { phid } = (await before.gateway.backend.accountByName('ada')) ?? {}
  const events = () => readSecurityLog(database, { kind: 'methods-let-in', limit: 10 })
  expect(await events()).toMatchObject([{ userPhid: phid, detail: 'acme.deploy' }])

  const administrator = await signedIn('ada')
  const page = await administrator.open('/gateway/admin/methods/')
  await sql`CREATE TRIGGER full BEFORE INSERT ON security_log BEGIN SELECT RAISE(ABORT, 'disk full'); END`.execute(
    database,
  )
  const failed = await administrator.submit(page, '/gateway/admin/methods/', { method: 'acme.erase' })
  await sql`DROP TRIGGER full`.execute(database)
  expect(failed.status).toBe(500)
  expect(before.gateway.backend.newMethods?.news).toEqual(['acme.erase'])

  await sql`CREATE TRIGGER full BEFORE UPDATE ON settings BEGIN SELECT RAISE(ABORT, 'disk full'); END`.execute(
    database,
  )
  await administrator.submit(page, '/gateway/admin/methods/', { method: 'acme.erase' })
  await sql`DROP TRIGGER full`.execute(database)
  expect(before.gateway.backend.newMethods?.news).toEqual(['acme.erase'])
  expect(await events()).toHaveLength(1)
})

test('nobody else sees or lets in any', async () => {
  const visitor = await signedIn('rjkaplan')
  expect((await visitor.open('/gateway/admin/methods/')).status).toBe(403)
  expect((await visitor.post('/gateway/admin/methods/', { method: 'acme.erase' })).status).toBe(403)
})

test('what was new before a restart is new after it', async () => {
  const { catalogue } = before.gateway.backend as PhorgeBackend
  const remembered = [...catalogue.news]
  await catalogue.refresh()
  await catalogue.load()
  expect(remembered).toEqual(['acme.erase'])
  expect(catalogue.news).toEqual(remembered)
})
