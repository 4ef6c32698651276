import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveGrant } from '../../../../gateway/src/grants/grants.ts'
import { createApiToken } from '../../../../gateway/src/tokens/tokens.ts'
import { registerApplication } from '../../applications/register-application.ts'
import { type Pages, startPages } from '../../pages/pages-under-test.ts'
import { callLogOf, sampleCall } from './sample-calls.ts'

let pages: Pages
let rjkaplan: string
let grantId: string
let clientId: string
beforeEach(async () => {
  pages = await startPages()
  const { gateway } = pages
  rjkaplan = (await pages.account('rjkaplan')).phid
  ;({ clientId } = await registerApplication(gateway, { name: 'Error <viewer>' }))
  grantId = (await saveGrant(gateway, { userPhid: rjkaplan, clientId, scopes: [] })).grantId
  const callLog = callLogOf(gateway)
  callLog.note(sampleCall({ clientId, userPhid: rjkaplan, address: '192.0.2.1' }))
  const denied = {
    outcome: 'denied',
    reason: 'scope_not_granted',
    method: 'maniphest.edit',
    aspects: ['title'],
  } as const
  callLog.note(sampleCall({ clientId, userPhid: rjkaplan, address: '192.0.2.2', ...denied }))
  callLog.note(sampleCall({ clientId: 'other', userPhid: rjkaplan, address: '192.0.2.3' }))
  callLog.note(sampleCall({ clientId, userPhid: 'PHID-USER-angie', address: '192.0.2.4' }))
})
afterEach(() => pages.close())

const addressesOn = (text: string) => [...text.matchAll(/192\.0\.2\.(\d)/g)].map(([, last]) => Number(last))

describe('what was done in somebody’s name', () => {
  it('is told for each of their applications, in plain words, and of nobody else', async () => {
    const visitor = await pages.signedIn('rjkaplan')
    const { html } = await visitor.open('/gateway/settings/applications/')
    const [, path = ''] = /href="([^"]*\/calls)"/.exec(html) ?? []
    expect(path).toContain(grantId)
    const { text } = await visitor.open(path)
    expect(text).toContain('What Error <viewer> did in your name')
    expect(addressesOn(text)).toEqual([2, 1])
    expect(text).toContain('2 calls in the last 30 days, 1 of them not done.')
    expect(text).toMatch(/Rename tasks.*Denied.*it was not granted/)
  })

  it('is nobody else’s to see', async () => {
    const path = `/gateway/settings/applications/${grantId}/calls`
    const { status, text } = await (await pages.signedIn('angie')).open(path)
    expect(status).toBe(404)
    expect(addressesOn(text)).toEqual([])
    expect((await pages.visitor().open(path)).url).toContain('/gateway/sign-in')
  })

  it('is told for all applications and tokens together, also of those that may do nothing any more', async () => {
    const visitor = await pages.signedIn('rjkaplan')
    const page = await visitor.open('/gateway/settings/applications/')
    await visitor.submit(page, `/gateway/settings/applications/${grantId}/revoke`)
    const { text } = await visitor.open('/gateway/settings/calls/')
    expect(addressesOn(text)).toEqual([3, 2, 1])
    expect(text).toContain('Error <viewer>')
  })

  it('is told for each API token', async () => {
    const { phid } = await createApiToken(pages.gateway, { userPhid: rjkaplan, name: 'deploy' })
    const byToken = { clientId: undefined, token: phid }
    callLogOf(pages.gateway).note(sampleCall({ ...byToken, userPhid: rjkaplan, address: '192.0.2.8' }))
    const visitor = await pages.signedIn('rjkaplan')
    const { html } = await visitor.open(`/gateway/settings/tokens/${phid}/`)
    const [, path = ''] = /href="([^"]*\/calls)"/.exec(html) ?? []
    const { text } = await visitor.open(path)
    expect(text).toContain('What was done with “deploy”')
    expect(addressesOn(text)).toEqual([8])
    expect((await visitor.open('/gateway/settings/calls/')).text).toContain('API token deploy')
    expect((await (await pages.signedIn('angie')).open(path)).status).toBe(404)
  })
})

it('with the call log turned off nothing is written, and nobody is led to its pages', async () => {
  const silent = await startPages({ callLog: false })
  try {
    await fetch(`${silent.origin}/api/conduit.ping`, { method: 'POST' })
    expect(silent.gateway.callLog).toBeUndefined()
    const admin = await silent.signedIn('admin')
    for (const path of ['/gateway/admin/applications/', '/gateway/settings/applications/']) {
      expect((await admin.open(path)).html, path).not.toContain('/calls')
    }
    expect((await admin.open('/gateway/admin/calls/')).status).toBe(404)
  } finally {
    await silent.close()
  }
})
