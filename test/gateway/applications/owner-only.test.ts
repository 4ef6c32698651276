import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { grantsOf, revokeGrant } from '../../../gateway/src/grants/grants.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { issueToken } from '../conduit/gateway-under-test.ts'
import { registerApplication } from './register-application.ts'
import { NEW, type Proposals, startProposals } from './scene.ts'

let test: Proposals
beforeAll(async () => {
  test = await startProposals()
})
afterAll(() => test.close())

let count = 0

/** An application of rjkaplan's, for rjkaplan alone. */
async function ownerOnly(changes: object = {}) {
  count += 1
  const { status, body } = await test.sendAs('rjkaplan', '/oauth2/client', {
    name: `Nightly ${count}`,
    owner_only: true,
    scopes: ['maniphest.search', 'maniphest.edit:comment'],
    ...changes,
  })
  return { status, body, clientId: String(body.client_id), secret: String(body.client_secret) }
}

async function token(
  { clientId, secret }: { clientId: string; secret: string },
  form: Record<string, string> = {},
) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
  const basic = Buffer.from(`${clientId}:${secret}`).toString('base64')
  return test.send('/oauthserver/token/', body, { authorization: `Basic ${basic}` })
}

async function call(accessToken: unknown, method: string, params: object = {}) {
  const body = new URLSearchParams({ params: JSON.stringify(params), output: 'json' })
  const { body: envelope } = await test.send(`/api/${method}`, body, {
    authorization: `Bearer ${accessToken}`,
  })
  const { result, error_code, reason } = envelope as {
    result: { userName?: string } | null
    error_code: string | null
    reason?: { code: string }
  }
  return error_code === null ? result : (reason?.code ?? error_code)
}

describe('an application for its owner alone', () => {
  it('is approved at once, and acts as its owner with what it asked for', async () => {
    const application = await ownerOnly()
    expect(application).toMatchObject({
      status: 201,
      body: { stage: 'approved', grant_types: ['client_credentials'] },
    })
    const { status, body } = await token(application)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'maniphest.edit:comment maniphest.search',
        access_token: expect.any(String),
      },
    })
    expect(body).not.toHaveProperty('refresh_token')
    expect(await call(body.access_token, 'user.whoami')).toMatchObject({ userName: 'rjkaplan' })
    expect(await call(body.access_token, 'maniphest.search')).toHaveProperty('data')
    expect(
      await call(body.access_token, 'maniphest.edit', { transactions: [{ type: 'title', value: 'x' }] }),
    ).toBe('scope_not_allowed')
  })

  it('gets a token for less when it asks for less', async () => {
    const application = await ownerOnly()
    const { body } = await token(application, { scope: 'maniphest.search,user.search' })
    expect(body.scope).toBe('maniphest.search')
  })

  it('has tokens that are told of, ended by themselves, and ended with all that the owner granted', async () => {
    const application = await ownerOnly()
    const { clientId, secret } = application
    const [one, two] = [await token(application), await token(application)]
    const asked = new URLSearchParams({
      client_id: clientId,
      client_secret: secret,
      token: String(one.body.access_token),
    })
    const introspected = await test.send('/oauthserver/introspect/', asked)
    expect(introspected.body).toMatchObject({ active: true, username: 'rjkaplan', client_id: clientId })
    await test.send('/oauthserver/revoke/', asked)
    expect(await call(one.body.access_token, 'user.whoami')).toBe('token_revoked')
    expect(await call(two.body.access_token, 'user.whoami')).toMatchObject({ userName: 'rjkaplan' })

    const { phid } = await test.account('rjkaplan')
    const grant = (await grantsOf(test.gateway, phid)).find((found) => found.clientId === clientId)
    await revokeGrant(test.gateway, grant?.grantId ?? '')
    expect(await call(two.body.access_token, 'user.whoami')).toBe('token_revoked')
    expect(await token(application)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('is refused with a wrong secret, when it is disabled, and when it is not for its owner alone', async () => {
    const application = await ownerOnly()
    expect(await token({ ...application, secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    const { body } = await token(application)
    await updateApplication(test.gateway, application.clientId, { stage: 'disabled' })
    expect(await token(application)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await call(body.access_token, 'user.whoami')).toBe('application_disabled')
    const ordinary = await registerApplication(test.gateway, { name: 'Ordinary' })
    expect(await token({ ...ordinary, secret: ordinary.clientSecret })).toMatchObject({ status: 400 })
  })

  it('cannot be authorized by anybody else', async () => {
    const application = await ownerOnly({
      callback_url: 'http://localhost:9/cb',
      grant_types: ['authorization_code'],
      is_confidential: true,
    })
    const path = `/oauthserver/auth/?${new URLSearchParams({
      client_id: application.clientId,
      response_type: 'code',
      scope: 'maniphest.search',
    })}`
    expect((await (await test.signedIn('angie')).open(path)).text).toContain('Somebody else’s application')
    expect((await (await test.signedIn('rjkaplan')).open(path)).text).toContain('to act for you?')
  })

  it('is made on the page as well, which shows its secret once', async () => {
    const visitor = await test.signedIn('rjkaplan')
    const shown = await test.proposeByForm(visitor, {
      name: 'By hand',
      owner_only: '1',
      grant_types: ['client_credentials'],
      scope: ['maniphest.search'],
    })
    const [, secret = ''] = /<code class="secret"[^>]*>([^<]+)</.exec(shown.html) ?? []
    const [row] = await test.rowsOf('By hand')
    expect(await token({ clientId: row?.client_id ?? '', secret })).toMatchObject({ status: 200 })
    expect((await visitor.open(NEW)).html).not.toContain(secret)
  })
})

describe('a token that may do little', () => {
  it('makes no application that may do more: it proposes, and gets at no secret of an owner-only one', async () => {
    const { gateway } = test
    const rjkaplan = await test.account('rjkaplan')
    const scopes = ['application.propose', 'application.edit', 'application.search'] as Scope[]
    const proposer = await issueToken(
      { gateway, now: gateway.now(), rjkaplan },
      { name: 'Proposer', rules: scopes },
    )
    const headers = { authorization: `Bearer ${proposer.token}` }
    const sent = { name: 'Wanted', is_confidential: true, callback_url: 'https://w.example/cb', scopes: [] }
    expect(await test.send('/oauth2/client', sent, headers)).toMatchObject({
      status: 201,
      body: { stage: 'proposed' },
    })
    expect(
      await test.send('/oauth2/client', { ...sent, name: 'Grabbed', owner_only: true }, headers),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'owner_only', rule: 'token_too_narrow' }] },
    })
    const { clientId } = await ownerOnly()
    expect(await test.send(`/oauth2/client/${clientId}/reset_secret`, {}, headers)).toMatchObject({
      status: 403,
    })
    expect(await test.send('/oauth2/client', undefined, headers)).toMatchObject({ status: 200 })

    const rights = new Set(scopes)
    const { token: narrow } = await createApiToken(gateway, {
      userPhid: rjkaplan.phid,
      name: 'narrow',
      rights,
    })
    const byToken = { authorization: `Bearer ${narrow}` }
    const grabbed = { ...sent, name: 'Grabbed', owner_only: true }
    expect(await test.send('/oauth2/client', grabbed, byToken)).toMatchObject({ status: 400 })
    expect(await test.send(`/oauth2/client/${clientId}/reset_secret`, {}, byToken)).toMatchObject({
      status: 403,
    })
    const params = { name: 'Grabbed', ownerOnly: true, methods: ['maniphest.edit'] }
    expect(await call(narrow, 'application.propose', params)).toBe('permission')
    expect(await test.rowsOf('Grabbed')).toEqual([])

    await saveAllowedScopes(gateway, proposer.clientId, [])
    expect(await test.send('/oauth2/client', sent, headers)).toMatchObject({ status: 403 })
  })
})

describe('an application that may come from some addresses only', () => {
  it('gets no token elsewhere, and its tokens call nothing elsewhere', async () => {
    const here = await ownerOnly({ restrictions: { IPAddresses: ['127.0.0.0/8', '::1'] } })
    const { status, body } = await token(here)
    expect(status).toBe(200)
    expect(await call(body.access_token, 'user.whoami')).toMatchObject({ userName: 'rjkaplan' })
    await updateApplication(test.gateway, here.clientId, { addressRanges: ['192.0.2.0/24'] })
    expect(await call(body.access_token, 'user.whoami')).toBe('application_address')
    expect(await token(here)).toMatchObject({ status: 403, body: { error: 'access_denied' } })
  })
})
