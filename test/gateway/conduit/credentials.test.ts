import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { removeExpiredOnce } from '../../../gateway/src/authorization-server/expiry.ts'
import { endFamily } from '../../../gateway/src/grants/families.ts'
import { grantById, revokeGrant, saveGrant } from '../../../gateway/src/grants/grants.ts'
import { findSession, startSession } from '../../../gateway/src/sessions/sessions.ts'
import { revokeToken } from '../../../gateway/src/tokens/end.ts'
import { createApiToken, findTokenByPhid } from '../../../gateway/src/tokens/tokens.ts'
import { form, type GatewayUnderTest, issueToken, post, startGatewayUnderTest } from './gateway-under-test.ts'

let test: GatewayUnderTest

beforeAll(async () => {
  test = await startGatewayUnderTest()
  await createTask()
})
afterAll(() => test.close())

/** There is one task, T1, for calls that change one. */
async function createTask(): Promise<void> {
  const { token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
  const transactions = [{ type: 'title', value: 'Checkout fails' }]
  await post(test, 'maniphest.edit', form({ transactions, __conduit__: { token } }))
}

const inBody = (token: string) => ({ body: new URLSearchParams({ access_token: token }), headers: {} })
const inHeader = (token: string) => ({ body: '', headers: { authorization: `Bearer ${token}` } })

async function whoami({ body, headers }: { body: BodyInit; headers: Record<string, string> }) {
  return post(test, 'user.whoami', body, headers)
}

describe('an access token is taken', () => {
  it.each([
    ['a form field', (t: string) => `access_token=${t}`],
    ['a form field with Phorge’s prefix', (t: string) => `api.access_token=${t}`],
    [
      'the params',
      (t: string) => `params=${encodeURIComponent(JSON.stringify({ __conduit__: { access_token: t } }))}`,
    ],
    [
      'the params of the API console',
      (t: string) => `params[__conduit__]=${JSON.stringify({ access_token: t })}`,
    ],
  ])('from %s', async (_, encode) => {
    const { token } = await issueToken(test)
    const { body } = await post(test, 'user.whoami', encode(token))
    expect(body.error_code).toBeNull()
    expect(test.lastViewer()).toBe('rjkaplan')
  })

  it('from the Authorization header, however "Bearer" is written', async () => {
    const { token } = await issueToken(test, { user: test.angie })
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const { body } = await whoami({ body: '', headers: { authorization: `${scheme} ${token}` } })
      expect(body.error_code).toBeNull()
      expect(test.lastViewer()).toBe('angie')
    }
  })

  it('after the API token, when both are there, as in Phorge', async () => {
    const { token } = await issueToken(test)
    const { token: apiToken } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
    const { body } = await post(test, 'user.whoami', `access_token=${token}&api.token=${apiToken}`)
    expect(body.error_code).toBeNull()
    expect(test.lastViewer()).toBe('angie')
  })
})

describe('a call is refused with ERR-INVALID-SESSION', () => {
  const params = (value: unknown) => `params=${encodeURIComponent(JSON.stringify(value))}`
  it.each([
    ['nothing', '', {}],
    ['an empty token', 'api.token=', {}],
    ['an empty access token', 'access_token=', {}],
    ['a token beside params', `params=%7B%7D&access_token=x`, {}],
    ['a top-level __conduit__', `__conduit__=${JSON.stringify({ token: 'x' })}`, {}],
    ['a cookie', '', { cookie: 'phsid=x; phusr=rjkaplan; session=x' }],
    ['Basic authentication, which may be meant for a server in front', '', { authorization: 'Basic eDp5' }],
    ['a Conduit session', params({ __conduit__: { sessionKey: 'x' } }), {}],
  ])('when it carries %s', async (_, text, headers) => {
    const { body, response } = await post(test, 'user.whoami', text, headers)
    expect(response.status).toBe(200)
    expect(body.error_code).toBe('ERR-INVALID-SESSION')
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer .*resource_metadata="http:\/\/gateway\.test\/\.well-known\/oauth-protected-resource"$/,
    )
  })

  it('and the challenge names the scope to ask for, and no error (RFC 6750, section 3.1)', async () => {
    const { body, response } = await post(test, 'maniphest.search', '')
    expect(body.reason).toEqual({
      code: 'token_missing',
      needed: ['maniphest.search'],
      granted: [],
      missing: [],
    })
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer scope="maniphest.search", resource_metadata="http://gateway.test/.well-known/oauth-protected-resource"',
    )
  })
})

describe('a call is refused with ERR-INVALID-AUTH', () => {
  it.each([
    ['is too short', 'api.token=api-short', 'token_malformed'],
    ['has another prefix', `api.token=xyz-${'a'.repeat(28)}`, 'token_malformed'],
    ['has capitals', `api.token=api-${'A'.repeat(28)}`, 'token_malformed'],
    ['has a space after it', `api.token=api-${'a'.repeat(28)}+`, 'token_malformed'],
    ['is a list', 'api.token[]=x', 'token_malformed'],
    ['does not exist', `api.token=api-${'a'.repeat(28)}`, 'token_unknown'],
    ['is an access token that does not exist', 'access_token=abc', 'token_unknown'],
    ['is an access token in a list', 'access_token[]=abc', 'token_malformed'],
    ['is a signature', 'api.auth.type=asymmetric', 'token_malformed'],
    ['is a certificate', 'api.authUser=rjkaplan', 'token_malformed'],
  ])('when the token %s', async (_, text, code) => {
    const { body, response } = await post(test, 'user.whoami', text)
    expect(response.status).toBe(200)
    expect(body).toMatchObject({ result: null, error_code: 'ERR-INVALID-AUTH', reason: { code } })
    expect(body.error_info).not.toContain('aaaa')
    expect(response.headers.get('www-authenticate')).toContain('error="')
  })

  it.each([
    ['holds no token', 'Bearer', 400, 'token_malformed'],
    ['holds two', 'Bearer a b', 400, 'token_malformed'],
    ['holds a token that does not exist', 'Bearer abc', 401, 'token_unknown'],
  ])('and the status of RFC 6750 when the header %s', async (_, authorization, status, code) => {
    const { body, response } = await whoami({ body: '', headers: { authorization } })
    expect(response.status).toBe(status)
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code } })
  })

  it('when a token comes in the header and another in the body', async () => {
    const { token } = await issueToken(test)
    const { body, response } = await whoami({ ...inHeader(token), ...{ body: `access_token=${token}` } })
    expect(response.status).toBe(400)
    expect(body.reason?.code).toBe('token_malformed')
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_request"')
  })

  it('from the moment the access token expires', async () => {
    const { token } = await issueToken(test, { rules: ['maniphest.search'] })
    const start = test.now
    test.now = start + 3599
    expect((await whoami(inBody(token))).body.error_code).toBeNull()
    test.now = start + 3600
    for (const method of ['user.whoami', 'maniphest.search', 'project.search']) {
      const { body, response } = await post(test, method, '', inHeader(token).headers)
      expect(response.status).toBe(401)
      expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'token_expired' } })
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    }
    test.now = start
  })

  it('from the moment the user revokes the grant', async () => {
    const { token, grantId, clientId } = await issueToken(test)
    expect((await whoami(inBody(token))).body.error_code).toBeNull()
    await revokeGrant(test.gateway, grantId)
    const { body } = await whoami(inBody(token))
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'token_revoked' } })
    await saveGrant(test.gateway, { userPhid: test.rjkaplan.phid, clientId, scopes: [] })
    expect((await whoami(inBody(token))).body.reason?.code).toBe('token_revoked')
  })

  it('from the moment the tokens of its authorization end, and is told why until it would have expired', async () => {
    const { token, grantId, clientId } = await issueToken(test)
    const other = await issueToken(test, { clientId })
    const { family } = await test.gateway.database
      .selectFrom('access_tokens')
      .select('family')
      .where('digest', '=', test.gateway.tokenKey.digest(token))
      .executeTakeFirstOrThrow()
    await endFamily(test.gateway, grantId, family)
    expect((await whoami(inBody(token))).body.reason?.code).toBe('token_revoked')
    expect((await whoami(inBody(other.token))).body.error_code).toBeNull()
    const start = test.now
    test.now += 3600
    await removeExpiredOnce(test.gateway)
    expect((await whoami(inBody(token))).body.reason?.code).toBe('token_unknown')
    test.now = start
  })

  it('when a token outlived its grant', async () => {
    const { token, grantId } = await issueToken(test)
    await test.gateway.database.deleteFrom('grants').where('grant_id', '=', grantId).execute()
    const { body } = await whoami(inBody(token))
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'token_revoked' } })
  })

  it('while the application is disabled', async () => {
    const { token, clientId } = await issueToken(test)
    await updateApplication(test.gateway, clientId, { stage: 'disabled' })
    const { body, response } = await whoami(inHeader(token))
    expect(response.status).toBe(401)
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'application_disabled' } })
    await updateApplication(test.gateway, clientId, { stage: 'approved' })
    expect((await whoami(inHeader(token))).body.error_code).toBeNull()
  })

  it('when the account is disabled, after the scopes were looked at, as in Phorge', async () => {
    const { token } = await issueToken(test, { user: test.left })
    const { body } = await whoami(inBody(token))
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'account_disabled' } })
    const search = await post(test, 'maniphest.search', inBody(token).body)
    expect(search.body.error_code).toBe('ERR-OAUTH-ACCESS')
  })

  it('when the account of an API token is disabled or gone', async () => {
    for (const userPhid of [test.left.phid, 'PHID-USER-nobody']) {
      const { token } = await createApiToken(test.gateway, { userPhid, name: '' })
      const { body } = await post(test, 'maniphest.search', `api.token=${token}`)
      expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'account_disabled' } })
    }
  })

  it('from the moment an API token is revoked', async () => {
    const { phid, token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: '' })
    await revokeToken(test.gateway, phid, { author: { phid: test.rjkaplan.phid } })
    const { body } = await post(test, 'user.whoami', `api.token=${token}`)
    expect(body).toMatchObject({ error_code: 'ERR-INVALID-AUTH', reason: { code: 'token_revoked' } })
  })
})

describe('methods that need nobody', () => {
  it.each(['conduit.ping', 'conduit.getcapabilities'])(
    '%s does not even look at a bad token',
    async (method) => {
      const { body } = await post(test, method, 'api.token=bad', { authorization: 'Bearer bad' })
      expect(body.error_code).toBeNull()
      expect(test.calls.at(-1)?.viewer).toBeUndefined()
    },
  )
})

describe('auth.logout', () => {
  it('ends the token it was called with and the user’s browser sessions, and nothing else', async () => {
    const { token, clientId } = await issueToken(test)
    const other = await issueToken(test, { clientId })
    const session = await startSession(test.gateway, test.rjkaplan)
    const sessionOfAngie = await startSession(test.gateway, test.angie)

    const { body } = await post(test, 'auth.logout', inBody(token).body)
    expect(body.error_code).toBeNull()
    expect((await whoami(inBody(token))).body.reason?.code).toBe('token_revoked')
    expect((await whoami(inBody(other.token))).body.error_code).toBeNull()
    expect(await findSession(test.gateway, session)).toBeUndefined()
    expect(await findSession(test.gateway, sessionOfAngie)).toBeDefined()
  })

  it('is not done by GET with an access token', async () => {
    const { token } = await issueToken(test)
    await fetch(`${test.url}/api/auth.logout?access_token=${token}`)
    expect((await whoami(inBody(token))).body.error_code).toBeNull()
  })
})

describe('the last use is noted', () => {
  const lastUse = async (grantId: string) => (await grantById(test.gateway, grantId))?.lastUsedAt

  it('of a grant, at most once a minute', async () => {
    const { token, grantId } = await issueToken(test)
    const start = test.now
    await whoami(inBody(token))
    await expect.poll(() => lastUse(grantId)).toBe(start)
    test.now = start + 30
    await whoami(inBody(token))
    test.now = start + 61
    await whoami(inBody(token))
    await expect.poll(() => lastUse(grantId)).toBe(start + 61)
    test.now = start
  })

  it('of an API token', async () => {
    const { phid, token } = await createApiToken(test.gateway, { userPhid: test.rjkaplan.phid, name: 'used' })
    await post(test, 'user.whoami', `api.token=${token}`, { 'user-agent': 'report/2.1 (nightly)' })
    const used = async () => (await findTokenByPhid(test.gateway, phid))?.lastUse
    const use = { at: test.now, address: '127.0.0.1', client: 'report/2.1', method: 'user.whoami' }
    await expect.poll(used).toEqual(use)
  })
})

describe('effective rights', () => {
  const status = new URLSearchParams({
    params: JSON.stringify({ objectIdentifier: 'T1', transactions: [{ type: 'status', value: 'resolved' }] }),
  })
  const all = ['maniphest.edit:status', 'maniphest.search']
  const edit = (token: string) => post(test, 'maniphest.edit', status, inHeader(token).headers)

  it('let a call pass that administrator, user and token allow', async () => {
    const { token } = await issueToken(test, { rules: ['maniphest.edit'], grant: all })
    const { body } = await edit(token)
    expect(body.error_code).toBeNull()
    expect(test.lastViewer()).toBe('rjkaplan')
  })

  it.each([
    ['administrator', 'scope_not_allowed', { rules: ['maniphest.search'], grant: all, scopes: all }],
    ['user', 'scope_not_granted', { rules: all, grant: ['maniphest.search'], scopes: all }],
    ['token', 'scope_not_granted', { rules: all, grant: all, scopes: ['maniphest.search'] }],
  ])('refuse a call that the %s does not allow', async (_, code, parties) => {
    const { token } = await issueToken(test, parties)
    const { body, response } = await edit(token)
    expect(response.status).toBe(403)
    expect(body).toMatchObject({
      result: null,
      error_code: 'ERR-OAUTH-ACCESS',
      reason: { code, needed: ['maniphest.edit:status'], missing: ['maniphest.edit:status'] },
    })
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_scope", error_description="[^"]+", scope="maniphest\.edit:status", resource_metadata="/,
    )
  })

  it('change with the administrator’s rules, at once', async () => {
    const { token, clientId } = await issueToken(test, { rules: all })
    expect((await edit(token)).body.error_code).toBeNull()
    await saveAllowedScopes(test.gateway, clientId, [])
    expect((await edit(token)).body.reason?.code).toBe('scope_not_allowed')
  })

  it('never include a method on the deny list, and the challenge does not ask for it', async () => {
    const { token } = await issueToken(test, { rules: ['project.edit'] })
    const { body, response } = await post(test, 'project.edit', '', inHeader(token).headers)
    expect(body.reason?.code).toBe('scope_not_offered')
    expect(response.headers.get('www-authenticate')).not.toContain('scope=')
  })

  it('do not narrow an API token, which is its owner', async () => {
    const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
    const { body } = await post(test, 'maniphest.edit', status, inHeader(token).headers)
    expect(body.error_code).toBeNull()
    expect(test.lastViewer()).toBe('angie')
  })

  it('see the transactions of a plain form as the backend does', async () => {
    const { token } = await issueToken(test, { rules: ['maniphest.edit:comment'] })
    const comment = 'transactions[0][type]=comment&transactions[0][value]=x'
    const send = (fields: string) =>
      post(test, 'maniphest.edit', `objectIdentifier=T1&${fields}`, inHeader(token).headers)
    expect((await send(comment)).body.error_code).toBeNull()
    expect((await send(`${comment}&transactions[a][type]=title`)).body.reason?.needed).toEqual([
      'maniphest.edit:comment',
      'maniphest.edit:title',
    ])
    expect((await send(`${comment}&transactions[0][type]=title`)).body.reason?.needed).toEqual([
      'maniphest.edit:title',
    ])
    expect((await send(`${comment}&objectIdentifier=0`)).body.reason?.needed).toEqual([
      'maniphest.edit:create',
    ])
    const inQuery = await post(test, 'maniphest.edit?objectIdentifier=T1', comment, inHeader(token).headers)
    expect(inQuery.body.error_code).toBeNull()
  })
})

describe('writing by GET', () => {
  const query = new URLSearchParams({ 'transactions[0][type]': 'title', 'transactions[0][value]': 'x' })

  it('is refused to OAuth tokens', async () => {
    const { token } = await issueToken(test, { rules: ['maniphest.edit'] })
    const before = test.calls.length
    const response = await fetch(`${test.url}/api/maniphest.edit?${query}`, {
      headers: inHeader(token).headers,
    })
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
    const inQuery = await fetch(`${test.url}/api/maniphest.edit?${query}&access_token=${token}`)
    expect(await inQuery.json()).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
    expect(test.calls).toHaveLength(before)
  })

  it('works with API tokens, as in Phorge', async () => {
    const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
    const response = await fetch(`${test.url}/api/maniphest.edit?${query}&api.token=${token}`)
    expect(await response.json()).toMatchObject({ error_code: null })
    expect(test.lastViewer()).toBe('angie')
  })

  it('is never done by HEAD', async () => {
    const { token } = await createApiToken(test.gateway, { userPhid: test.angie.phid, name: '' })
    const before = test.calls.length
    await fetch(`${test.url}/api/maniphest.edit?${query}&api.token=${token}`, { method: 'HEAD' })
    expect(test.calls).toHaveLength(before)
  })
})
