import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { findApplication } from '../../../gateway/src/applications/applications.ts'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { saveGrant } from '../../../gateway/src/grants/grants.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { quotasOf } from '../../../gateway/src/limits/quotas.ts'
import { registerApplication } from '../applications/register-application.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'
import { fieldsOf, type Visitor } from '../pages/visitor.ts'

let pages: Pages
let admin: Visitor
let clientId: string
let path: string

beforeAll(async () => {
  pages = await startPages({ rateLimitApplication: 1000 })
  admin = await pages.signedIn('admin')
})
afterAll(() => pages.close())
beforeEach(async () => {
  ;({ clientId } = await registerApplication(pages.gateway))
  path = `/gateway/admin/applications/${clientId}/`
})

const quotas = () => quotasOf(pages.gateway.database, clientId)
const save = async (fields: Record<string, string>) =>
  admin.submit(await admin.open(`${path}quotas`), `${path}quotas`, { reason: 'It polls.', ...fields })

/** So many calls, all of them within one minute. */
async function callsOf(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) pages.gateway.limits.ofParty({ token: `person ${i}`, clientId })
  await pages.gateway.limits.flush()
}

describe('the quotas of an application', () => {
  it('are saved with a reason, stand in its history and in the security log, and hold at once', async () => {
    const shown = await save({ per_minute: '1,200', per_day: '50 000' })
    expect(shown.text).toContain('The quotas are saved.')
    expect(shown.text).toContain('1,200 calls; 0 in the busiest minute today')
    expect(await quotas()).toEqual({ perMinute: 1200, perDay: 50_000 })
    expect(pages.gateway.limits.ofParty({ token: 'a', clientId })).toMatchObject([
      { policy: 'token' },
      { policy: 'application-day', quota: 50_000 },
      { policy: 'application', quota: 1200 },
    ])
    const application = await findApplication(pages.gateway, clientId)
    const history = await historyOf(pages.gateway.database, application?.phid ?? '', { limit: 1 })
    expect(history).toMatchObject([
      {
        type: 'quotas',
        old: { perMinute: null, perDay: null },
        new: { perMinute: 1200, perDay: 50_000 },
        reason: 'It polls.',
        authorPhid: (await pages.account('admin')).phid,
      },
    ])
    const [event] = await readSecurityLog(pages.gateway.database, { clientId, limit: 1 })
    expect(event).toMatchObject({ kind: 'quotas-changed', detail: 'none → 1,200 a minute, 50,000 a day' })
  })

  it('are taken away again by emptying the fields', async () => {
    await save({ per_minute: '5', per_day: '6' })
    await save({ per_minute: '', per_day: ' ' })
    expect(await quotas()).toEqual({ perMinute: undefined, perDay: undefined })
  })

  it.each([
    [{ per_minute: '0' }, 'Write a whole number from 1 to 1,000,000, or nothing for no quota.'],
    [{ per_minute: '1.5' }, 'Write a whole number from 1'],
    [{ per_minute: '-3' }, 'Write a whole number from 1'],
    [{ per_day: 'many' }, 'Write a whole number from 1 to 1,000,000,000'],
    [{ reason: ' ' }, 'Say why'],
  ])('with %j are refused, and nothing typed is lost', async (change, message) => {
    const typed: Record<string, string> = {
      per_minute: '7',
      per_day: '8',
      reason: 'a "long" <story>',
      ...change,
    }
    const shown = await save(typed)
    expect(shown.status).toBe(422)
    expect(shown.text).toContain(message)
    const kept = fieldsOf(shown, `${path}quotas`)
    for (const [name, value] of Object.entries(typed)) expect(kept.get(name)?.trim()).toBe(value.trim())
    expect(await quotas()).toEqual({ perMinute: undefined, perDay: undefined })
  })

  it('are not overwritten by whoever opened the form before somebody else saved', async () => {
    const old = await admin.open(`${path}quotas`)
    await save({ per_minute: '100' })
    const refused = await admin.submit(old, `${path}quotas`, { per_minute: '900', reason: 'More.' })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('its quotas are now: 100 a minute')
    expect(fieldsOf(refused, `${path}quotas`).get('per_minute')).toBe('900')
    expect(await quotas()).toMatchObject({ perMinute: 100 })
    await admin.submit(refused, `${path}quotas`)
    expect(await quotas()).toMatchObject({ perMinute: 900 })
  })

  it('are for administrators to see and to change', async () => {
    const angie = await pages.signedIn('angie')
    expect((await angie.open(`${path}quotas`)).status).toBe(403)
    const start = await angie.open('/gateway/')
    const csrf = fieldsOf(start, '/gateway/sign-out').get('csrf') ?? ''
    const fields = { csrf, seen: '0', per_minute: '9', reason: 'Mine' }
    expect((await angie.post(`${path}quotas`, fields)).status).toBe(403)
    expect(await quotas()).toEqual({ perMinute: undefined, perDay: undefined })
    expect((await admin.open('/gateway/admin/applications/nothing/quotas')).status).toBe(404)
  })
})

describe('before a limit bites', () => {
  it('the administrator sees how near the application is', async () => {
    await save({ per_day: '100' })
    await callsOf(79)
    expect((await admin.open(path)).text).toContain('100 calls; 79 today (79 %)')
    expect((await admin.open(path)).html).not.toContain('badge warn')
    await callsOf(1)
    expect((await admin.open(path)).html).toMatch(/badge warn">.*80 today \(80 %\)/)
  })

  it('whoever uses the application is told so, and only then', async () => {
    await save({ per_day: '100' })
    const angie = await pages.account('angie')
    await saveGrant(pages.gateway, { userPhid: angie.phid, clientId, scopes: ['user.search' as Scope] })
    const visitor = await pages.signedIn('angie')
    expect((await visitor.open('/gateway/settings/applications/')).text).not.toContain('Near its limit')
    await callsOf(85)
    const { text } = await visitor.open('/gateway/settings/applications/')
    expect(text).toContain('85 of the 100 calls today that it may make in a day')
    pages.advance(86_400)
    expect((await visitor.open('/gateway/settings/applications/')).text).not.toContain('Near its limit')
  })

  it('its owner sees it too, and cannot change it', async () => {
    const { phid: createdBy } = await pages.account('angie')
    ;({ clientId } = await registerApplication(pages.gateway, { name: 'Angie’s own', createdBy }))
    await callsOf(850)
    const angie = await pages.signedIn('angie')
    const shown = await angie.open(`/gateway/settings/my-proposals/${clientId}/`)
    expect(shown.html).toMatch(/badge warn">.*850 in the busiest minute today \(85 %\)/)
    expect(shown.text).not.toContain('Change the quotas')
  })

  it('the busiest minute counts against the limit of the settings too', async () => {
    await callsOf(900)
    expect((await admin.open(path)).html).toMatch(/badge warn">.*900 in the busiest minute today \(90 %\)/)
  })

  it('what was refused is counted', async () => {
    await save({ per_day: '2' })
    await callsOf(5)
    expect((await admin.open(path)).text).toMatch(/Refused today\s*3 calls/)
  })
})
