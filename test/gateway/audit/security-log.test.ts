import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { removeExpiredOnce } from '../../../gateway/src/authorization-server/expiry.ts'
import {
  form,
  type GatewayUnderTest,
  issueToken,
  post,
  startGatewayUnderTest,
} from '../conduit/gateway-under-test.ts'
import { type Pages, passwordOf, startPages } from '../pages/pages-under-test.ts'

describe('what people do on pages', () => {
  let pages: Pages
  beforeEach(async () => {
    pages = await startPages()
  })
  afterEach(() => pages.close())

  const told = async () => {
    const events = await readSecurityLog(pages.gateway.database, { limit: 100 })
    return events.toReversed()
  }

  it('is told with who it was, from where, and under which request', async () => {
    const visitor = pages.visitor()
    const home = await visitor.signIn('angie', passwordOf('angie'))
    await visitor.submit(home, '/gateway/sign-out')

    const { phid } = await pages.account('angie')
    const [signIn, signOut] = await told()
    expect(signIn).toMatchObject({ kind: 'sign-in', userPhid: phid, address: '127.0.0.1' })
    expect(signIn?.requestId).toMatch(/^[\w-]{36}$/)
    expect(signOut).toMatchObject({ kind: 'sign-out', userPhid: phid })
  })

  it('names whose password was wrong, and keeps no name that nobody has: it may be a password', async () => {
    const name = 'correct horse battery'
    await pages.visitor().signIn('angie', 'wrong password')
    await pages.visitor().signIn(name, 'wrong password')

    const { phid } = await pages.account('angie')
    const [known, unknown] = await told()
    expect(known).toMatchObject({ kind: 'sign-in-failed', userPhid: phid })
    expect(unknown).toMatchObject({ kind: 'sign-in-failed', userPhid: undefined, detail: undefined })
    expect(JSON.stringify(await told())).not.toContain(name)
  })

  it('tells what administrators change, and no secret that they are shown', async () => {
    const admin = await pages.signedIn('admin')
    const all = '/gateway/admin/applications/'
    const shown = await admin.submit(await admin.open(`${all}new`), `${all}new`, {
      name: 'Error viewer',
      kind: 'confidential',
      redirect_uris: 'https://viewer.example/callback',
    })
    const [, secret = ''] = /aria-label="Client secret">([^<]+)</.exec(shown.html) ?? []
    const [, clientId = ''] = /(app-[\w-]+)/.exec(shown.html) ?? []
    const review = await admin.submit(
      await admin.open(`${all}${clientId}/rules?text=maniphest.search`),
      '/gateway/admin/rules/change',
      { rule: `${clientId} maniphest.search`, action: 'allow', rows: 'ticked' },
    )
    await admin.submit(review, '/gateway/admin/rules/save', { reason: 'Agreed upon.' })
    const reason = 'Nobody uses it.'
    await admin.submit(await admin.open(`${all}${clientId}/`), `${all}${clientId}/disable`, { reason })

    const events = await told()
    expect(events.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['application-registered', 'Error viewer 1.0'],
      ['rules-changed', '+maniphest.search'],
      ['application-disabled', 'Error viewer 1.0'],
    ])
    expect(new Set(events.map((event) => event.clientId))).toEqual(new Set([clientId]))
    expect(secret.length).toBeGreaterThan(20)
    expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('is written down together with what it tells of, or neither is', async () => {
    const visitor = pages.visitor()
    const page = await visitor.open('/gateway/sign-in')
    await pages.gateway.database.schema.dropTable('security_log').execute()
    const fields = { username: 'angie', password: passwordOf('angie') }
    expect((await visitor.submit(page, '/gateway/sign-in', fields)).status).toBe(500)
    expect(await pages.gateway.database.selectFrom('sessions').selectAll().execute()).toEqual([])
  })

  it('is forgotten after as many days as the settings say', async () => {
    await pages.visitor().signIn('angie', passwordOf('angie'))
    pages.advance(365 * 86_400)
    await removeExpiredOnce(pages.gateway)
    expect(await told()).toHaveLength(1)
    pages.advance(1)
    await removeExpiredOnce(pages.gateway)
    expect(await told()).toEqual([])
  })
})

describe('what programs do', () => {
  let test: GatewayUnderTest
  beforeEach(async () => {
    test = await startGatewayUnderTest()
  })
  afterEach(() => test.close())

  /** What is noted after the answer has gone out is there when this has a turn: there is one connection. */
  const told = () => readSecurityLog(test.gateway.database, { limit: 100 })

  it('tells once an hour of the same denial, without what was sent', async () => {
    const { token, clientId } = await issueToken(test, { rules: ['maniphest.search'] })
    const authorization = { authorization: `Bearer ${token}` }
    const params = form({ transactions: [{ type: 'title', value: 'nobody may read this' }] })
    for (let times = 0; times < 3; times++) await post(test, 'maniphest.edit', params, authorization)
    test.now += 3600
    await post(test, 'user.whoami', '', { authorization: 'Bearer nobody' })
    const { token: later } = await issueToken(test, { rules: ['maniphest.search'], clientId })
    await post(test, 'maniphest.edit', params, { authorization: `Bearer ${later}` })

    const events = await told()
    expect(events.map(({ kind }) => kind)).toEqual(['call-denied', 'call-denied'])
    expect(events[0]).toMatchObject({
      clientId,
      userPhid: test.rjkaplan.phid,
      detail: 'maniphest.edit (scope_not_allowed)',
    })
    expect(JSON.stringify(events)).not.toContain('nobody may read this')
    expect(JSON.stringify(events)).not.toContain(token)
  })

  it('tells of each key once a day', async () => {
    const { token, clientId } = await issueToken(test, { rules: ['maniphest.search'] })
    const call = async () => {
      await post(test, 'maniphest.search', '', { authorization: `Bearer ${token}` })
      return (await told()).length
    }
    expect(await call()).toBe(1)
    test.now += 120
    expect(await call()).toBe(1)
    expect(await told()).toMatchObject([{ kind: 'key-used', clientId, userPhid: test.rjkaplan.phid }])
  })

  it('tells that an application signed somebody out', async () => {
    const { token, clientId } = await issueToken(test, { rules: ['auth.logout'] })
    await post(test, 'auth.logout', '', { authorization: `Bearer ${token}` })
    const events = await told()
    const { phid } = test.rjkaplan
    const signOut = {
      kind: 'sign-out',
      clientId,
      userPhid: phid,
      detail: 'auth.logout',
      address: '127.0.0.1',
    }
    expect(events).toContainEqual(expect.objectContaining(signOut))
  })
})
