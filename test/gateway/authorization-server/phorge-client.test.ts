import { afterAll, beforeAll, expect, test } from 'vitest'
import { updateApplication } from '../../../gateway/src/applications/applications.ts'
import { type AuthorizationServer, callback, rjkaplan, startAuthorizationServer } from './fixture.ts'

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())

/** A client as people wrote them for Phorge's OAuth server, by its documentation and by trial. */
async function phorgeClient(query: Record<string, string> = {}) {
  const { clientId, clientSecret } = await server.register({ phorgeCompatible: true })
  const browser = await server.browserOf(rjkaplan)
  const obtainCode = async () => {
    const authorize = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      state: 's',
      ...query,
    })
    const page = await browser.open(`/oauthserver/auth/?${authorize}`)
    const { url } = page.html ? await browser.press(page, 'allow') : page
    expect(url.searchParams.get('state')).toBe('s')
    return { code: url.searchParams.get('code') ?? '', url }
  }
  const form = (code: string) => ({
    grant_type: 'authorization_code',
    code,
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: query.redirect_uri ?? callback,
  })
  return { clientId, clientSecret, obtainCode, form }
}

async function post(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields)
  const response = await fetch(`${server.url}/oauthserver/token/`, { method: 'POST', headers, body })
  return { status: response.status, body: await response.json() }
}

const success = { access_token: expect.any(String), token_type: 'Bearer', scope: '' }

test('form POST, without PKCE and scope, the redirect URI given in the exchange only', async () => {
  const { obtainCode, form } = await phorgeClient()
  const { code } = await obtainCode()
  expect(await post(form(code))).toMatchObject({ status: 200, body: success })
})

test('GET with everything in the query', async () => {
  const { obtainCode, form } = await phorgeClient({ redirect_uri: callback })
  const { code } = await obtainCode()
  const response = await fetch(`${server.url}/oauthserver/token/?${new URLSearchParams(form(code))}`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject(success)
})

test('a multipart form, as PHP sends it', async () => {
  const { obtainCode, form } = await phorgeClient()
  const body = new FormData()
  for (const [name, value] of Object.entries(form((await obtainCode()).code))) body.set(name, value)
  const response = await fetch(`${server.url}/oauthserver/token/`, { method: 'POST', body })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject(success)
})

test('GET is not for other applications', async () => {
  const { clientId, clientSecret } = await server.register()
  const query = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, code: 'x' })
  const response = await fetch(`${server.url}/oauthserver/token/?${query}`)
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
})

test('HTTP Basic, also with the client ID in the form', async () => {
  const { clientId, clientSecret, obtainCode, form } = await phorgeClient()
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  for (const also of [{}, { client_id: clientId }]) {
    const { grant_type, code, redirect_uri } = form((await obtainCode()).code)
    const answer = await post({ grant_type, code, redirect_uri, ...also }, { authorization })
    expect(answer).toMatchObject({ status: 200, body: success })
  }
})

test('scopes separated by commas', async () => {
  const { obtainCode, form } = await phorgeClient({ scope: 'maniphest.search,maniphest.edit:status,whoami' })
  const { code } = await obtainCode()
  expect((await post(form(code))).body.scope).toBe('maniphest.edit:status maniphest.search')
})

test('further query parameters in the redirect URI', async () => {
  const { obtainCode, form } = await phorgeClient({ redirect_uri: `${callback}?next=%2Ferrors` })
  const { code, url } = await obtainCode()
  expect(url.searchParams.get('next')).toBe('/errors')
  expect(await post(form(code))).toMatchObject({ status: 200 })
})

test.each([
  ['a wrong secret', { client_secret: 'wrong' }, 'invalid_grant'],
  ['an unknown code', { code: 'k'.repeat(32) }, 'invalid_grant'],
  ['another redirect URI', { redirect_uri: `${callback}/` }, 'invalid_grant'],
  ['no code', { code: '' }, 'invalid_request'],
  ['no client ID', { client_id: '' }, 'invalid_request'],
  ['an unknown client', { client_id: 'PHID-OASC-aaaaaaaaaaaaaaaaaaaa' }, 'invalid_client'],
  ['another grant type', { grant_type: 'token' }, 'unsupported_grant_type'],
])('%s is answered with status 400', async (_what, wrong, error) => {
  const { obtainCode, form } = await phorgeClient()
  const { code } = await obtainCode()
  const answer = await post({ ...form(code), ...wrong })
  expect(answer).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } })
  expect(JSON.stringify(answer.body)).not.toContain(code)
  expect(await post(form(code)), 'a failed attempt uses nothing up').toMatchObject({ status: 200 })
})

test('a disabled application is told so with status 400', async () => {
  const { clientId, obtainCode, form } = await phorgeClient()
  const { code } = await obtainCode()
  await updateApplication(server.gateway, clientId, { stage: 'disabled' })
  const answer = await post(form(code))
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_client' } })
  expect(answer.body.error_description).toContain('disabled')
})

test('its token says when it ends, and a refresh token gets the next one, with the secret in the form', async () => {
  const { clientId, clientSecret, obtainCode, form } = await phorgeClient()
  const { body } = await post(form((await obtainCode()).code))
  expect(body).toMatchObject({ ...success, expires_in: 3600 })
  const refresh = {
    grant_type: 'refresh_token',
    refresh_token: body.refresh_token,
    client_id: clientId,
    client_secret: clientSecret,
  }
  const next = await post(refresh)
  expect(next).toMatchObject({ status: 200, body: { ...success, expires_in: 3600 } })
  expect(next.body.refresh_token).not.toBe(body.refresh_token)
  expect(await post(refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('GET whose redirect URI has a question mark that was not escaped', async () => {
  const redirectUri = `${callback}?next=1`
  const { obtainCode, form } = await phorgeClient({ redirect_uri: redirectUri })
  const { redirect_uri: _, ...fields } = form((await obtainCode()).code)
  const query = `redirect_uri=${redirectUri}&${new URLSearchParams(fields)}`
  expect((await fetch(`${server.url}/oauthserver/token/?${query}`)).status).toBe(200)
})
