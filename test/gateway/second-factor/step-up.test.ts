import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removeFactorsOf } from '../../../gateway/src/second-factor/factors.ts'
import { setSecondFactor } from '../../../gateway/src/second-factor/methods.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { registerApplication } from '../applications/register-application.ts'
import { Browser, type Landing } from '../authorization-server/browser.ts'
import { openClient, type TestClient } from '../authorization-server/client.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'
import { type Authenticator, giveApp, setUpApp } from './authenticator.ts'

let pages: Pages
let client: TestClient
let browser: Browser
let app: Authenticator

beforeAll(async () => {
  pages = await startPages()
  const { phid } = await pages.account('admin')
  await setSecondFactor(pages.gateway, 'maniphest.search', true, { phid })
})
afterAll(() => pages.close())

beforeEach(async () => {
  const account = await pages.account('rjkaplan')
  await removeFactorsOf(pages.gateway, account.phid)
  pages.advance(3600)
  ;({ app } = await setUpApp(pages, await pages.signedIn('rjkaplan')))
  pages.advance(30)
  browser = new Browser(pages.origin)
  browser.setCookie('gateway_session', await startSession(pages.gateway, account))
  client = await register()
})

async function register() {
  const scopes = ['maniphest.search', 'maniphest.edit:create']
  const { clientId, clientSecret } = await registerApplication(pages.gateway, {
    name: `Error viewer ${randomUUID()}`,
    scopes,
  })
  return openClient({ url: pages.origin }, clientId, clientSecret)
}

/** From the authorization request to its end, with whatever is asked on the way. */
async function authorize(parameters: Record<string, string> = {}, of = client) {
  const begun = await of.authorizationUrl({ scope: 'maniphest.search', ...parameters })
  let page = await browser.open(begun.url)
  if (page.html.includes('second_factor_challenge')) page = await confirm(page)
  if (page.html) page = await browser.press(page, 'allow')
  return of.exchange(page.url, begun)
}

function confirm(page: Landing): Promise<Landing> {
  return browser.submit(page, { second_factor_code: app.code() })
}

async function call(token: string, method = 'maniphest.search') {
  const response = await fetch(`${pages.origin}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  return { response, body: await response.json() }
}

describe('a method that takes a second factor', () => {
  it('is refused as RFC 9470 has it, with what to ask for', async () => {
    const { access_token } = await authorize()
    const { response, body } = await call(access_token)
    expect(response.status).toBe(401)
    const challenge = response.headers.get('www-authenticate') ?? ''
    expect(challenge).toContain('Bearer error="insufficient_user_authentication"')
    expect(challenge).toContain('acr_values="mfa", max_age=300')
    expect(body).toMatchObject({
      error_code: 'ERR-OAUTH-ACCESS',
      reason: { code: 'insufficient_user_authentication', acrValues: ['mfa'], maxAge: 300 },
    })
  })

  it('is allowed after the authorization server was asked for it, for five minutes', async () => {
    const tokens = await authorize({ acr_values: 'mfa', max_age: '300' })
    const at = pages.gateway.now()
    expect(tokens).toMatchObject({ acr: 'mfa', auth_time: at })
    expect((await call(tokens.access_token)).body).toMatchObject({ error_code: null })
    expect(await client.introspect(tokens.access_token)).toMatchObject({ acr: 'mfa', auth_time: at })

    pages.advance(299)
    expect((await call(tokens.access_token)).response.status).toBe(200)
    pages.advance(1)
    expect((await call(tokens.access_token)).response.status).toBe(401)
  })

  it('is not allowed anew by a refresh: the proof is as old as it is', async () => {
    const first = await authorize({ acr_values: 'mfa' })
    const at = pages.gateway.now()
    pages.advance(200)
    const second = await client.refresh(first.refresh_token ?? '')
    expect(second).toMatchObject({ acr: 'mfa', auth_time: at })
    expect((await call(second.access_token)).response.status).toBe(200)
    pages.advance(100)
    expect((await call(second.access_token)).response.status).toBe(401)
    const third = await client.refresh(second.refresh_token ?? '')
    expect((await call(third.access_token)).response.status).toBe(401)
  })

  it('is not allowed to another application by the proof for one', async () => {
    await authorize({ acr_values: 'mfa' })
    const tokens = await authorize({}, await register())
    expect(tokens).not.toHaveProperty('acr')
    expect((await call(tokens.access_token)).response.status).toBe(401)
  })

  it('is refused to an API token, with what to do instead', async () => {
    const { phid: userPhid } = await pages.account('rjkaplan')
    const { token } = await createApiToken(pages.gateway, { userPhid, name: 'script' })
    const body = new URLSearchParams({ 'api.token': token })
    const response = await fetch(`${pages.origin}/api/maniphest.search`, { method: 'POST', body })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      reason: { code: 'insufficient_user_authentication' },
      error_info: expect.stringContaining('Call it by an application that you sign in to'),
    })
  })

  it('is also the approval of an application, for an administrator who has a second factor', async () => {
    const { phid } = await pages.account('admin')
    const edit = async (stage: string) => {
      const { token } = await createApiToken(pages.gateway, { userPhid: phid, name: 'script' })
      const transactions = [{ type: 'stage', value: stage }]
      const params = {
        objectIdentifier: `PHID-OASC-${'a'.repeat(20)}`,
        transactions,
        changeToken: '1',
        __conduit__: { token },
      }
      const body = new URLSearchParams({ params: JSON.stringify(params) })
      const response = await fetch(`${pages.origin}/api/application.edit`, { method: 'POST', body })
      return (await response.json()).reason.code
    }
    expect(await edit('approved')).toBe('not_found')
    await giveApp(pages.gateway, phid)
    expect(await edit('approved')).toBe('insufficient_user_authentication')
    expect(await edit('disabled')).toBe('not_found')
    await removeFactorsOf(pages.gateway, phid)
  })

  it('leaves all other methods as they are', async () => {
    const { access_token } = await authorize()
    expect((await call(access_token, 'user.whoami')).body).toMatchObject({ error_code: null })
  })
})

describe('an authorization with acr_values', () => {
  it('asks, names the application, and takes no wrong code', async () => {
    const { url } = await client.authorizationUrl({ acr_values: 'urn:other mfa' })
    const page = await browser.open(url)
    expect(page.html).toContain('Confirm that it is you')
    expect(page.html).toContain('Error viewer')
    const wrong = await browser.submit(page, { second_factor_code: '000000' })
    expect(wrong.status).toBe(422)
    const { url: next } = await confirm(wrong)
    expect(next.href).toMatch(/\/oauthserver\/interaction\/|^https:\/\/viewer\.example\/callback\?code=/)
  })

  it('asks again, also for what was granted and shown a moment ago', async () => {
    await authorize({ acr_values: 'mfa' })
    const { url } = await client.authorizationUrl({ scope: 'maniphest.search', acr_values: 'mfa' })
    expect((await browser.open(url)).html).toContain('Confirm that it is you')
  })

  it('ends with access_denied when the user cancels', async () => {
    const begun = await client.authorizationUrl({ acr_values: 'mfa' })
    const page = await browser.open(begun.url)
    const { url } = await browser.press(page, 'cancel')
    expect(url.searchParams.get('error')).toBe('access_denied')
  })

  it('ends with unmet_authentication_requirements when this server knows none of them', async () => {
    const { url } = await client.authorizationUrl({ acr_values: 'urn:other' })
    const landed = await browser.open(url)
    expect(landed.url.searchParams.get('error')).toBe('unmet_authentication_requirements')
  })

  it('cannot be met without asking', async () => {
    const { url } = await client.authorizationUrl({ acr_values: 'mfa', prompt: 'none' })
    expect((await browser.open(url)).url.searchParams.get('error')).toBe('interaction_required')
  })

  it('cannot be pretended by the name that the parameter has inside', async () => {
    const { url } = await client.authorizationUrl({ second_factor: 'mfa', scope: 'maniphest.search' })
    expect((await browser.open(url)).html).toContain('to act for you?')
  })

  it('leads who has no second factor to set one up, and back', async () => {
    const { phid } = await pages.account('rjkaplan')
    await removeFactorsOf(pages.gateway, phid)
    const { url } = await client.authorizationUrl({ acr_values: 'mfa' })
    const page = await browser.open(url)
    const [, link = ''] =
      /href="(\/gateway\/settings\/second-factor\/\?return_to=[^"]+)"/.exec(page.html) ?? []
    expect(decodeURIComponent(link)).toContain(`return_to=${page.url.pathname}`)

    const visitor = await pages.signedIn('rjkaplan')
    visitor.cookies.set('gateway_session', browser.cookie('gateway_session') ?? '')
    const settings = await visitor.open(link)
    expect(settings.html).toContain(`name="return_to" value="${page.url.pathname}"`)
    await setUpApp(pages, visitor)
    expect((await browser.open(page.url)).html).toContain('second_factor_challenge')
  })

  it('is told to clients that look for it', async () => {
    const metadata = await fetch(`${pages.origin}/.well-known/oauth-authorization-server`)
    expect(await metadata.json()).toMatchObject({ acr_values_supported: ['mfa'] })
  })
})

describe('the page on which administrators mark methods', () => {
  const PATH = '/gateway/admin/second-factor/'

  it('shows what is marked, and changes it', async () => {
    const admin = await pages.signedIn('admin')
    const page = await admin.open(PATH)
    expect(page.html).toContain('value="maniphest.search" checked')
    const after = await admin.submit(page, PATH, { method: ['maniphest.search', 'project.edit'] })
    expect(after.text).toContain('Saved. It holds from the next call on.')
    expect(after.html).toContain('value="project.edit" checked')
    await admin.submit(after, PATH, { method: 'maniphest.search' })
  })

  it('is for nobody else', async () => {
    const rjkaplan = await pages.signedIn('rjkaplan')
    expect((await rjkaplan.open(PATH)).status).toBe(403)
  })
})
