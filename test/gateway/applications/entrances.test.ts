import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { type Proposals, startProposals } from './scene.ts'

let test: Proposals
beforeAll(async () => {
  test = await startProposals()
})
afterAll(() => test.close())

/** One application, in the words of each entrance. */
const form = {
  name: 'Build watcher',
  version: '1.4',
  description: 'Shows builds',
  kind: 'confidential',
  redirect_uris: 'https://builds.example.com/callback',
  callback_is_prefix: '1',
  grant_types: ['authorization_code', 'refresh_token'],
  scope: ['maniphest.search', 'maniphest.edit:create'],
  contact: 'builds@example.com',
  address_ranges: '192.0.2.0/24\n2001:db8::/32',
  origins: 'https://builds.example.com',
}
const mediaWiki = {
  name: 'Build watcher',
  version: '1.4',
  description: 'Shows builds',
  owner_only: false,
  callback_url: 'https://builds.example.com/callback',
  callback_is_prefix: true,
  is_confidential: true,
  grant_types: ['authorization_code', 'refresh_token'],
  email: 'builds@example.com',
  scopes: ['maniphest.search', 'maniphest.edit:create'],
  restrictions: '{"IPAddresses": ["192.0.2.0/24", "2001:DB8::/32"]}',
  origins: ['https://builds.example.com'],
}
const rfc7591 = {
  client_name: 'Build watcher',
  software_version: '1.4',
  description: 'Shows builds',
  redirect_uris: ['https://builds.example.com/callback'],
  callback_is_prefix: true,
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  contacts: ['builds@example.com'],
  scope: 'maniphest.search maniphest.edit:create',
  address_ranges: ['192.0.2.0/24', '2001:db8::/32'],
  origins: ['https://builds.example.com'],
  logo_uri: 'https://builds.example.com/logo.png',
}

describe('the three entrances', () => {
  it('make the same application, which waits for an administrator', async () => {
    const shown = await test.proposeByForm(await test.signedIn('rjkaplan'), form)
    expect(shown.text).toContain('It is proposed.')
    expect((await test.sendAs('angie', '/oauth2/client', mediaWiki)).status).toBe(201)
    expect((await test.sendAs('admin', '/oauthserver/register/', rfc7591)).status).toBe(201)

    const rows = await test.rowsOf('Build watcher')
    expect(rows.map(({ created_by }) => created_by)).toEqual(
      await Promise.all(['rjkaplan', 'angie', 'admin'].map(async (name) => (await test.account(name)).phid)),
    )
    const alike = rows.map(
      ({ id: _, phid: __, client_id: ___, created_by: ____, secret_digest, change_token, ...rest }) => ({
        ...rest,
        hasSecret: secret_digest !== null,
        hasToken: change_token > 0,
      }),
    )
    expect(alike[0]).toMatchObject({ stage: 'proposed', hasSecret: true, hasToken: true })
    expect(alike[1]).toEqual(alike[0])
    expect(alike[2]).toEqual(alike[0])
    for (const { phid, created_by } of rows) {
      expect(await historyOf(test.gateway.database, phid)).toMatchObject([
        { type: 'create', authorPhid: created_by, address: '127.0.0.1' },
      ])
    }
  })

  it('take a form where they take JSON, with lists as MediaWiki and PHP send them', async () => {
    const body = new URLSearchParams({
      name: 'By form',
      is_confidential: '0',
      callback_url: 'http://localhost/cb',
    })
    body.append('grant_types[]', 'authorization_code')
    body.append('scopes', 'maniphest.search|user.search')
    expect(await test.sendAs('angie', '/oauth2/client', body)).toMatchObject({
      status: 201,
      body: {
        is_confidential: false,
        grant_types: ['authorization_code'],
        scopes: ['maniphest.search', 'user.search'],
      },
    })
  })

  it('take each other’s names, and refuse two that say different things', async () => {
    const mixed = {
      client_name: 'Mixed',
      redirect_uris: ['https://m.example/cb'],
      is_confidential: false,
      scope: '',
    }
    expect((await test.sendAs('angie', '/oauth2/client', mixed)).status).toBe(201)
    const { name, callback_url, is_confidential } = { ...mediaWiki, name: 'Mixed too' }
    expect(
      (await test.sendAs('angie', '/oauthserver/register', { name, callback_url, is_confidential })).status,
    ).toBe(201)
    expect(
      await test.sendAs('angie', '/oauth2/client', { ...mediaWiki, client_name: 'Another' }),
    ).toMatchObject({
      status: 400,
      body: { error: 'invalid_client_metadata', errors: [{ field: 'name', rule: 'two_values' }] },
    })
  })
})

describe('RFC 7591', () => {
  it('answers with the secret, once, and with what was registered', async () => {
    const { status, headers, body } = await test.sendAs('rjkaplan', '/oauthserver/register/', {
      ...rfc7591,
      client_name: 'Registered',
    })
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      client_id: expect.stringMatching(/^app-/),
      client_id_issued_at: test.gateway.now(),
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
      client_name: 'Registered',
      software_version: '1.4',
      redirect_uris: rfc7591.redirect_uris,
      grant_types: rfc7591.grant_types,
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'maniphest.edit:create maniphest.search',
      contacts: ['builds@example.com'],
      stage: 'proposed',
      warnings: [expect.stringContaining('every address that begins so')],
    })
  })

  it('is found in the metadata, with the terms', async () => {
    const { body } = await test.send('/.well-known/oauth-authorization-server', undefined)
    expect(body).toMatchObject({
      registration_endpoint: `${test.origin}/oauthserver/register/`,
      op_tos_uri: `${test.origin}/gateway/terms/`,
      registration_terms: `${test.origin}/oauth2/client/terms`,
    })
  })

  it.each([
    [{ redirect_uris: ['http://builds.example.com/'] }, 'invalid_redirect_uri', 'redirect_uris: '],
    [{ redirect_uris: 'nothing' }, 'invalid_redirect_uri', 'redirect_uris: '],
    [{ redirect_uris: [7] }, 'invalid_redirect_uri', 'redirect_uris: '],
    [{ redirect_uris: [] }, 'invalid_redirect_uri', 'redirect_uris: '],
    [{ client_name: '' }, 'invalid_client_metadata', 'name: Give'],
    [
      { token_endpoint_auth_method: 'private_key_jwt' },
      'invalid_client_metadata',
      'token_endpoint_auth_method: ',
    ],
    [{ response_types: ['token'] }, 'invalid_client_metadata', 'grant_types: '],
    [{ grant_types: ['implicit'] }, 'invalid_client_metadata', 'grant_types: '],
    [{ scope: 'no.such' }, 'invalid_client_metadata', "scope: There is no method 'no.such'"],
    [{ contacts: ['x'] }, 'invalid_client_metadata', 'contacts: '],
    [{ software_version: 'x' }, 'invalid_client_metadata', 'software_version: '],
    [
      { restrictions: '{"IPAddresses": "all"}', address_ranges: undefined },
      'invalid_client_metadata',
      'restrictions: ',
    ],
    [{ restrictions: '{broken', address_ranges: undefined }, 'invalid_client_metadata', 'restrictions: '],
    [{ owner_only: 'perhaps' }, 'invalid_client_metadata', 'owner_only: '],
  ])('refuses %j with %s, and names the field', async (change, error, description) => {
    const sent = { ...rfc7591, client_name: 'Refused', ...change }
    const { status, body } = await test.sendAs('rjkaplan', '/oauthserver/register/', sent)
    expect({ status, error: body.error }).toEqual({ status: 400, error })
    expect(body.error_description).toContain(description)
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(await test.rowsOf('Refused')).toEqual([])
  })

  it('refuses who sends no token, a wrong one, or a body that cannot be read', async () => {
    const refused = async (headers: Record<string, string>, body: unknown = rfc7591) => {
      const answered = await test.send('/oauthserver/register/', body, headers)
      return [answered.status, answered.body.error, answered.headers.get('www-authenticate')?.slice(0, 6)]
    }
    expect(await refused({})).toEqual([401, 'invalid_token', 'Bearer'])
    expect(await refused({ authorization: 'Bearer api-aaaaaaaaaaaaaaaaaaaaaaaaaaaa' })).toEqual([
      401,
      'invalid_token',
      'Bearer',
    ])
    const authorization = `Bearer ${await test.tokenOf('angie')}`
    expect(await refused({ authorization }, [])).toEqual([400, 'invalid_client_metadata', undefined])
    const response = await fetch(`${test.origin}/oauthserver/register/`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{',
    })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: 'invalid_client_metadata' },
    ])
  })

  it('takes programs that send no token where the settings say so, and no more than may wait', async () => {
    const open = await startProposals({ openRegistration: true })
    try {
      const register = (change: object = {}) => open.send('/oauthserver/register/', { ...rfc7591, ...change })
      expect(await register()).toMatchObject({ status: 201, body: { stage: 'proposed' } })
      // Many copies of one program register themselves.
      expect(await register()).toMatchObject({ status: 201 })
      expect(await register({ owner_only: true })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'owner_only', rule: 'no_owner' }] },
      })
      expect((await open.send('/oauth2/client', mediaWiki)).status).toBe(401)
      for (let count = 2; count < 25; count += 1) expect((await register()).status).toBe(201)
      expect(await register()).toMatchObject({ status: 400, body: { errors: [{ rule: 'too_many' }] } })
      const row = (await open.rowsOf('Build watcher'))[0]
      expect(row).toMatchObject({ created_by: '', stage: 'proposed' })
    } finally {
      await open.close()
    }
  })
})

describe('/oauth2/client', () => {
  it('lists one’s own, the newest first, a page at a time', async () => {
    for (const version of ['1.0', '2.0', '3.0']) {
      const sent = { ...mediaWiki, name: 'Listed', version }
      expect((await test.sendAs('angie', '/oauth2/client', sent)).status).toBe(201)
    }
    const first = await test.sendAs('angie', '/oauth2/client?limit=2')
    const clients = first.body.clients as { name: string; version: string; client_secret?: string }[]
    expect(clients.map(({ name, version }) => `${name} ${version}`)).toEqual(['Listed 3.0', 'Listed 2.0'])
    expect(JSON.stringify(first.body)).not.toContain('secret')
    const second = await test.sendAs('angie', `/oauth2/client?limit=2&after=${first.body.after}`)
    expect((second.body.clients as { version: string }[])[0]?.version).toBe('1.0')
    const others = await test.sendAs('rjkaplan', '/oauth2/client?limit=100')
    expect(JSON.stringify(others.body)).not.toContain('Listed')
  })

  it('gives a new secret, with which the old one is good for as long as is asked, and no third', async () => {
    const { body } = await test.sendAs('angie', '/oauth2/client', { ...mediaWiki, name: 'Rotated' })
    const path = `/oauth2/client/${body.client_id}/reset_secret`
    expect(await test.sendAs('angie', path, { overlap_minutes: 10, reason: 'yearly' })).toMatchObject({
      status: 200,
      body: {
        client_secret: expect.stringMatching(/^[\w-]{43}$/),
        old_secret_expires_at: test.gateway.now() + 600,
      },
    })
    expect(await test.sendAs('angie', path, { overlap_minutes: 1e9 })).toMatchObject({ status: 400 })
    expect(await test.sendAs('rjkaplan', path, {})).toMatchObject({ status: 404 })
    expect(await test.sendAs('angie', '/oauth2/client/nothing/reset_secret', {})).toMatchObject({
      status: 404,
    })
  })

  it('tells the terms before anything is proposed', async () => {
    const admin = await test.signedIn('admin')
    const path = '/gateway/admin/terms/'
    const text = 'Be kind.\nAsk for little.'
    await admin.submit(await admin.open(path), path, { text })
    const { body } = await test.send('/oauth2/client/terms', undefined)
    expect(body).toMatchObject({ text, uri: `${test.origin}/gateway/terms/` })
    expect((await test.visitor().open('/gateway/terms/')).text).toContain('Be kind.')

    const sent = { ...mediaWiki, name: 'Under terms' }
    expect(await test.sendAs('angie', '/oauth2/client', sent)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'terms_accepted', rule: 'terms_not_accepted' }] },
    })
    const accepted = { ...sent, terms_accepted: body.version }
    expect((await test.sendAs('angie', '/oauth2/client', accepted)).status).toBe(201)
    expect((await test.rowsOf('Under terms'))[0]?.terms).toBe(body.version)
    await admin.submit(await admin.open(path), path, { text: '' })
    expect((await test.send('/oauth2/client/terms', undefined)).body.version).toBeNull()
  })
})
