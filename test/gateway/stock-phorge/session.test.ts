import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StockPhorgeUnderTest, startStockPhorge, visitor } from './stock-phorge-under-test.ts'

let server: StockPhorgeUnderTest
beforeAll(async () => {
  server = await startStockPhorge()
})
afterAll(() => server.close())

const CSRF = 'x-phabricator-csrf'

describe('signing in', () => {
  test('goes over the form, validate and finish, and back to where it began', async () => {
    const person = visitor(server)
    const form = await person.open('/maniphest/')
    expect([form.status, form.title]).toEqual([200, 'Login'])
    expect(Object.keys(form.fields)).toEqual(['__csrf__', '__form__', '__dialog__', 'username', 'password'])

    const signedIn = await person.signIn('rjkaplan')
    expect(signedIn.status).toBe(302)
    expect(signedIn.headers.get('location')).toMatch(/\/auth\/validate\/\?expect=rjkaplan$/)
    expect((await person.open('/auth/validate/?expect=rjkaplan')).headers.get('location')).toMatch(
      /\/auth\/finish\/$/,
    )
    expect((await person.open('/auth/finish/')).headers.get('location')).toMatch(/\/maniphest\/$/)
    expect((await person.open('/maniphest/')).title).not.toBe('Login')
  })

  test('sets phsid and phusr for five years, HttpOnly and without SameSite', async () => {
    const { headers } = await visitor(server).signIn('angie')
    const lines = headers.getSetCookie().filter((line) => /^ph(?:sid|usr)=/.test(line))
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(/; Max-Age=157680000; path=\/; HttpOnly$/)
  })

  test('a wrong password is the form again, with status 200', async () => {
    const person = visitor(server)
    const page = await person.signIn('angie', 'wrong')
    expect([page.status, page.title, page.fields.username]).toEqual([200, 'Login', 'angie'])
    expect((await person.open('/')).title).toBe('Login')
  })

  test('a form that no page of this session made is a page of status 500', async () => {
    const body = new URLSearchParams({ __form__: '1', username: 'angie', password: 'correct-horse' })
    const page = await visitor(server).open('/auth/login/password:self/', { method: 'POST', body })
    expect([page.status, page.type]).toEqual([500, 'text/html; charset=UTF-8'])
  })

  test('leads to no other site', async () => {
    const session = `phsid=${await server.phorge.signIn('angie')}`
    for (const way of ['https://elsewhere.example/', '//elsewhere.example/']) {
      const cookie = `${session}; next_uri=${encodeURIComponent(`1,${way}`)}`
      const response = await fetch(`${server.url}/auth/finish/`, { headers: { cookie }, redirect: 'manual' })
      expect(response.headers.get('location')).toBe(`${server.gateway.config.publicUrl}/`)
    }
  })

  test('signing out ends the session', async () => {
    const person = visitor(server)
    await person.signIn('angie')
    await person.submit('/logout/', await person.open('/logout/'))
    expect((await person.open('/')).title).toBe('Login')
  })
})

describe('/login/refresh/', () => {
  test('gives a token behind a shield, as text, to GET and POST', async () => {
    const person = visitor(server)
    await person.signIn('rjkaplan')
    for (const method of ['GET', 'POST']) {
      const { status, type, text } = await person.open('/login/refresh/', { method })
      expect([status, type]).toEqual([200, 'text/plain; charset=UTF-8'])
      expect(text).toMatch(/^for \(;;\);\{"error":null,"payload":\{"token":"B@.{24}"\}\}$/)
    }
  })

  test('is the sign-in page for whoever is signed out, and a dialog for their scripts', async () => {
    const page = await visitor(server).open('/login/refresh/')
    expect([page.status, page.title]).toEqual([200, 'Login'])
    const body = new URLSearchParams({ __ajax__: 'true' })
    const { text } = await visitor(server).open('/login/refresh/', { method: 'POST', body })
    expect(text).toMatch(/^for \(;;\);\{"error":null,"payload":\{"dialog":"\\u003cform /)
  })
})

describe('a call with the session of a browser', () => {
  test.each([
    ['the header', {}, true],
    ['the field', { __csrf__: true }, false],
  ])('is made as the person, with the CSRF token in %s', async (_where, field, inHeader) => {
    const person = visitor(server)
    await person.signIn('rjkaplan')
    const token = await person.csrfToken()
    const body = '__csrf__' in field ? { __csrf__: token } : {}
    const { result } = await person.call('user.whoami', body, inHeader ? { [CSRF]: token } : {})
    expect(result.userName).toBe('rjkaplan')
  })

  test.each([
    ['no token', undefined],
    ['a token of nobody', 'B@aaaaaaaabbbbbbbbbbbbbbbb'],
    ['a token that is none', 'xx'],
  ])('is refused with %s, also when it reads, also by GET', async (_what, token) => {
    const person = visitor(server)
    await person.signIn('rjkaplan')
    const headers = token ? { [CSRF]: token } : undefined
    const posted = await person.call('user.whoami', {}, headers)
    const { text } = await person.open('/api/user.whoami', headers && { headers })
    for (const answer of [posted, JSON.parse(text)]) {
      expect(answer.error_code).toBe('ERR-CONDUIT-CORE')
      expect(answer.error_info).toContain('CSRF')
    }
  })

  test('wins over a token of somebody else', async () => {
    const person = visitor(server)
    await person.signIn('rjkaplan')
    const body = { 'api.token': await server.apiToken('angie') }
    expect(await person.call('user.whoami', body)).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
    const { result } = await person.call('user.whoami', body, { [CSRF]: await person.csrfToken() })
    expect(result.userName).toBe('rjkaplan')
  })

  test('takes a CSRF token for hours, and not the next day', async () => {
    const person = visitor(server)
    await person.signIn('rjkaplan')
    const headers = { [CSRF]: await person.csrfToken() }
    server.now += 5 * 3600
    expect(await person.call('user.whoami', {}, headers)).toMatchObject({ error_code: null })
    server.now += 19 * 3600
    expect(await person.call('user.whoami', {}, headers)).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
  })

  test('does not take the CSRF token of another session', async () => {
    const [person, other] = [visitor(server), visitor(server)]
    await person.signIn('rjkaplan')
    await other.signIn('rjkaplan')
    const headers = { [CSRF]: await other.csrfToken() }
    expect(await person.call('user.whoami', {}, headers)).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
  })

  test('that is over is none; a page takes its cookies away', async () => {
    const headers = { cookie: 'phsid=of-last-year; phusr=rjkaplan' }
    const person = visitor(server)
    const called = await fetch(`${server.url}/api/user.whoami`, { headers })
    expect(await called.json()).toMatchObject({ error_code: 'ERR-INVALID-SESSION' })
    const page = await person.open('/maniphest/', { headers })
    expect(page.status).toBe(302)
    expect(page.headers.get('location')).toMatch(/\/maniphest\/\?cleared=1$/)
    expect(page.headers.getSetCookie().filter((line) => line.includes('Max-Age=0'))).toHaveLength(2)
  })
})
