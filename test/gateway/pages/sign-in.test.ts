import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pages, passwordOf, startPages } from './pages-under-test.ts'
import { fieldsOf } from './visitor.ts'

describe('signing in', () => {
  let pages: Pages
  beforeEach(async () => {
    pages = await startPages()
  })
  afterEach(() => pages.close())

  it('leads to the start page, and signing out ends the session on the server', async () => {
    const visitor = pages.visitor()
    const home = await visitor.signIn('rjkaplan', passwordOf('rjkaplan'))
    expect(home.text).toContain('Hello, Rachel J Kaplan')

    const kept = new Map(visitor.cookies)
    const out = await visitor.submit(home, '/gateway/sign-out')
    expect(out.text).not.toContain('Hello')
    expect(visitor.cookies.has('gateway_session')).toBe(false)
    for (const [name, value] of kept) visitor.cookies.set(name, value)
    expect((await visitor.open('/')).text).not.toContain('Hello')
  })

  it('sends a signed-out person to the form and then to the page they wanted', async () => {
    await pages.edit('angie', undefined, { title: 'Wanted' })
    const visitor = pages.visitor()
    const form = await visitor.open('/T1')
    expect(form.url).toBe('/gateway/sign-in?return_to=%2FT1')
    const fields = { username: 'angie', password: passwordOf('angie') }
    expect((await visitor.submit(form, '/gateway/sign-in', fields)).url).toBe('/T1')
  })

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/.//elsewhere.example/',
    '/\t/elsewhere.example/',
    'javascript:alert(1)',
    'sign-in',
  ])('never leads to %j', async (returnTo) => {
    const path = `/gateway/sign-in?return_to=${encodeURIComponent(returnTo)}`
    expect(fieldsOf(await pages.visitor().open(path), '/gateway/sign-in').get('return_to')).toBe('/gateway/')
    const answer = await (await pages.signedIn('angie')).request(path)
    expect(answer.headers.get('location')).toBe('/gateway/')
  })

  it('does not trust the form about where to go', async () => {
    const visitor = pages.visitor()
    const fields = fieldsOf(await visitor.open('/gateway/sign-in'), '/gateway/sign-in')
    fields.set('username', 'angie')
    fields.set('password', passwordOf('angie'))
    fields.set('return_to', '//elsewhere.example/')
    const answer = await visitor.request('/gateway/sign-in', { method: 'POST', body: fields })
    expect(answer.headers.get('location')).toBe('/gateway/')
  })

  it('goes on to an authorization by a page of its own, which no form-action holds back', async () => {
    const path = '/oauthserver/auth/?client_id=x&state=a%26b'
    const visitor = pages.visitor()
    const form = await visitor.open(`/gateway/sign-in?return_to=${encodeURIComponent(path)}`)
    const shown = await visitor.submit(form, '/gateway/sign-in', {
      username: 'angie',
      password: passwordOf('angie'),
    })
    expect(shown.status).toBe(200)
    expect(shown.headers.get('refresh')).toBe(`0; url=${path}`)
    expect(shown.html).toContain('href="/oauthserver/auth/?client_id=x&amp;state=a%26b"')
  })

  it('says the same of an unknown name as of a wrong password, and keeps the name typed', async () => {
    const wrong = await pages.visitor().signIn('rjkaplan', 'not the password')
    const unknown = await pages.visitor().signIn('nobody"><b>', 'not the password')
    for (const shown of [wrong, unknown]) {
      expect(shown.status).toBe(401)
      expect(shown.text).toContain('User name and password do not match.')
      expect(shown.html).not.toContain('not the password')
    }
    expect(wrong.html).toContain('value="rjkaplan"')
    expect(unknown.html).toContain('value="nobody&quot;&gt;&lt;b&gt;"')
  })

  it('waits after five failures, also when the password is right then, and for nobody else', async () => {
    const visitor = pages.visitor()
    for (let failures = 0; failures < 5; failures++) {
      expect((await visitor.signIn('angie', 'wrong')).status).toBe(401)
    }
    const blocked = await visitor.signIn('angie', passwordOf('angie'))
    expect(blocked.status).toBe(429)
    expect(blocked.headers.get('retry-after')).toBe('30')
    expect(blocked.text).toContain('Please wait 30 seconds')
    expect((await pages.visitor().signIn('rjkaplan', passwordOf('rjkaplan'))).status).toBe(200)
    pages.advance(30)
    expect((await visitor.signIn('angie', passwordOf('angie'))).text).toContain('Hello')
  })

  it('refuses a form that this browser was not given, so that nobody is signed in by another site', async () => {
    const form = await pages.visitor().open('/gateway/sign-in')
    const fields = fieldsOf(form, '/gateway/sign-in')
    fields.set('username', 'angie')
    fields.set('password', passwordOf('angie'))
    const victim = pages.visitor()
    await victim.open('/gateway/sign-in')
    expect((await victim.post('/gateway/sign-in', fields)).status).toBe(403)
    expect((await pages.visitor().post('/gateway/sign-in', fields)).status).toBe(403)
    expect(victim.cookies.has('gateway_session')).toBe(false)
  })

  it('gives cookies that scripts and other sites cannot use', async () => {
    const visitor = pages.visitor()
    const form = await visitor.open('/gateway/sign-in')
    const fields = fieldsOf(form, '/gateway/sign-in')
    fields.set('username', 'angie')
    fields.set('password', passwordOf('angie'))
    const answer = await visitor.request('/gateway/sign-in', { method: 'POST', body: fields })
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('gateway_session='))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Path=\/(?:;|$)/)
    expect(cookie).not.toMatch(/Domain/)
  })

  it('lasts no longer than the configured time', async () => {
    const visitor = await pages.signedIn('angie')
    pages.advance(pages.gateway.config.sessionLifetime - 1)
    expect((await visitor.open('/')).text).toContain('Hello')
    pages.advance(1)
    expect((await visitor.open('/gateway/settings/tokens/')).url).toBe(
      '/gateway/sign-in?return_to=%2Fgateway%2Fsettings%2Ftokens%2F',
    )
  })

  it('ends the session that the browser had before', async () => {
    const visitor = await pages.signedIn('rjkaplan')
    const before = visitor.cookies.get('gateway_session') ?? ''
    visitor.cookies.delete('gateway_session')
    const form = await visitor.open('/gateway/sign-in')
    visitor.cookies.set('gateway_session', before)
    await visitor.submit(form, '/gateway/sign-in', { username: 'angie', password: passwordOf('angie') })
    expect((await visitor.open('/')).text).toContain('Angela')
    visitor.cookies.set('gateway_session', before)
    expect((await visitor.open('/')).text).not.toContain('Hello')
  })
})

describe('the session cookie of an https gateway', () => {
  it('is bound to this host and to TLS', async () => {
    const pages = await startPages({ port: 0, publicUrl: 'https://gateway.example' })
    try {
      const { port } = pages.gateway.config
      const response = await fetch(`http://127.0.0.1:${port}/gateway/sign-in`)
      expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-gateway_sign_in=.*; Path=\/;.*; Secure/)
      expect(response.headers.get('strict-transport-security')).toMatch(/max-age/)
    } finally {
      await pages.close()
    }
  })
})
