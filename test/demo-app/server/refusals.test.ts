import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setSecondFactor } from '../../../gateway/src/second-factor/methods.ts'
import { type Office, openOffice } from './office.ts'

let office: Office
let error: number
const log: string[] = []
beforeEach(async () => {
  log.length = 0
  office = await openOffice({ log })
  error = await office.report('checkout')
})
afterEach(() => office[Symbol.asyncDispose]())

test('signed out: errors are shown, task states are unknown, and both offer to sign in and come back', async () => {
  await (await office.signedIn('rjkaplan')).create(error)
  const page = await office.pageOf('angie')
  const signInUrl = `${office.url}/auth/start?return_to=%2Ferrors%2F1`
  expect(await page.session()).toMatchObject({ signedIn: false, signInUrl })
  expect((await page.fetch('/api/errors')).status).toBe(200)
  const action = { kind: 'sign-in', url: signInUrl }
  expect(await page.state(error)).toMatchObject({
    kind: 'unknown',
    monogram: 'T1',
    refusal: { code: 'auth_missing', action },
  })
  for (const answer of [
    await page.create(error),
    await page.close(error),
    await page.get(`/api/errors/${error}/task-draft`),
    await page.get('/api/statuses'),
  ])
    expect(answer).toMatchObject({ status: 401, refusal: { code: 'auth_missing', action } })
  expect(await page.signIn({ url: signInUrl })).toBe('/errors/1')
  expect(await page.state(error)).toMatchObject({ kind: 'open' })
})

test('the session tells who it is, what was granted and what is missing', async () => {
  const page = await office.signedIn('rjkaplan', ['maniphest.edit:comment'])
  const session = await page.session()
  expect(session).toMatchObject({
    signedIn: true,
    user: { userName: 'rjkaplan', realName: 'Rachel J Kaplan' },
    missing: ['maniphest.edit:comment'],
  })
})

test('a scope that was not granted is named, and granting it makes the same click work', async () => {
  const page = await office.signedIn('rjkaplan', ['maniphest.edit:comment'])
  await page.create(error)
  const refused = await page.close(error, { status: 'resolved', comment: 'Done.' })
  expect(refused).toMatchObject({
    status: 403,
    refusal: { code: 'scope', action: { kind: 'grant', scopes: ['maniphest.edit:comment'] } },
  })
  expect(refused.refusal?.message).toContain('maniphest.edit:comment')
  expect(await page.state(error)).toMatchObject({ kind: 'open' })

  const action = refused.refusal?.action
  if (action?.kind !== 'grant') throw new Error('no way out')
  expect(action.url.startsWith(`${office.url}/auth/start?scope=maniphest.edit%3Acomment`)).toBe(true)
  expect(await page.signIn({ url: action.url })).toBe('/errors/1')
  const closed = await page.close(error, { status: 'resolved', comment: 'Done.' })
  expect(closed.state).toMatchObject({ kind: 'closed' })
  expect((await page.session()).status).toBe(200)
})

test('what takes a second factor leads to where it is asked for', async () => {
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  await setSecondFactor(office.gateway, 'maniphest.edit', true, { phid: 'PHID-USER-admin' })
  const refused = await page.close(error)
  expect(refused).toMatchObject({ status: 403, refusal: { code: 'second_factor' } })
  const action = refused.refusal?.action
  if (action?.kind !== 'confirm') throw new Error('no way out')
  const { searchParams } = new URL(action.url)
  expect(searchParams.get('acr_values')).toBe('mfa')
  expect(searchParams.get('return_to')).toBe('/errors/1')
})

test('what the administrator does not allow sends to the administrator', async () => {
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  await office.allow(['maniphest.search', 'maniphest.edit:create'])
  expect(await page.close(error)).toMatchObject({
    status: 403,
    refusal: { code: 'scope', action: { kind: 'ask-administrator', scopes: ['maniphest.edit:status'] } },
  })
})

test('after a revocation every click says so and offers to sign in, until somebody does', async () => {
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  await office.revoke('rjkaplan')
  const action = { kind: 'sign-in', url: expect.stringContaining('/auth/start') }
  for (const _ of ['the first click, which meets the refusal', 'the second, which finds no tokens']) {
    const refused = await page.close(error)
    expect(refused).toMatchObject({ status: 401, refusal: { code: expect.stringMatching(/^auth_/), action } })
    expect(refused.refusal?.message).toContain('revoked')
  }
  expect(await page.session()).toMatchObject({ signedIn: false })
  expect(await page.state(error)).toMatchObject({ kind: 'unknown', refusal: { action } })
  await page.signIn()
  expect((await page.close(error)).state).toMatchObject({ kind: 'closed' })
})

test('a gateway that does not answer leaves the states unknown and offers to try again', async () => {
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  office.network.next('maniphest.search', 'lose the request')
  expect(await page.state(error)).toMatchObject({
    kind: 'unknown',
    monogram: 'T1',
    refusal: { code: 'network', action: { kind: 'retry' } },
  })
})

test('a sign-in that was refused says so on the page it came from', async () => {
  const page = await office.pageOf('rjkaplan')
  const sent = await page.fetch('/auth/start?return_to=/errors/7')
  const state = new URL(sent.headers.get('location') ?? '').searchParams.get('state')
  const back = await page.fetch(`/auth/callback?error=access_denied&state=${state}&iss=${office.gatewayUrl}`)
  expect(back.headers.get('location')).toMatch(/^\/errors\/7\?sign_in=(denied|expired)$/)
})

test('who signs out is signed out, by a form of this site only', async () => {
  const page = await office.signedIn('rjkaplan')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const signOut = (headers: Record<string, string>) =>
    page.fetch('/auth/sign-out', { method: 'POST', body: '', headers: { ...form, ...headers } })
  expect((await signOut({ origin: 'https://evil.example' })).status).toBe(403)
  expect(await page.session()).toMatchObject({ signedIn: true })
  expect((await signOut({ origin: office.url })).status).toBe(303)
  expect(await page.session()).toMatchObject({ signedIn: false })
})

test('a change needs the header and the origin of the error viewer, signed in or not', async () => {
  const page = await office.signedIn('rjkaplan')
  const body = JSON.stringify({ title: 'x', description: '' })
  const attempt = (headers: Record<string, string>) =>
    page.fetch(`/api/errors/${error}/task`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  expect((await attempt({})).status).toBe(403)
  expect((await attempt({ 'x-error-viewer': '1', origin: 'https://evil.example' })).status).toBe(403)
  expect((await attempt({ 'x-error-viewer': '1', origin: 'null' })).status).toBe(403)
  expect((await page.fetch(`/api/errors/${error}/task`, { method: 'DELETE' })).status).toBe(403)
  expect(await office.tasks()).toEqual([])
  expect((await attempt({ 'x-error-viewer': '1', origin: office.url })).status).toBe(200)
})

test('no token, code, cookie or client secret is in a log or in an answer, and the tokens are kept at 0600', async () => {
  const page = await office.signedIn('rjkaplan')
  await page.create(error)
  const answers = [await page.session(), await page.state(error), await page.close(error, { status: 'x' })]
  const path = join(office.directory, 'viewer', 'tokens.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(office.directory, 'viewer', 'error-viewer.sqlite')).mode & 0o777).toBe(0o600)
  const tokens = [...readFileSync(path, 'utf8').matchAll(/"(?:accessToken|refreshToken)":\s*"([^"]+)"/g)]
  expect(tokens).toHaveLength(2)
  const secrets = [...tokens.map(([, token = '']) => token), office.clientSecret, ...page.cookies.values()]
  const database = readFileSync(join(office.directory, 'viewer', 'error-viewer.sqlite-wal'), 'latin1')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(16)
    for (const text of [log.join(''), JSON.stringify(answers), database]) expect(text).not.toContain(secret)
  }
  expect(log.join('')).not.toMatch(/[?&](code|state|sentry_key)=/)
})
