import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StockPhorgeUnderTest, startStockPhorge, visitor } from './stock-phorge-under-test.ts'

let server: StockPhorgeUnderTest
beforeAll(async () => {
  server = await startStockPhorge()
})
afterAll(() => server.close())

async function signedIn(userName: string) {
  const person = visitor(server)
  await person.signIn(userName)
  const { result } = await person.call('user.whoami', {}, { 'x-phabricator-csrf': await person.csrfToken() })
  return { person, mintPath: `/conduit/token/edit/?objectPHID=${result.phid}` }
}

const whoIs = async (token: string | undefined) =>
  (await visitor(server).call('user.whoami', { 'api.token': token ?? '' })).result?.userName

describe('/conduit/login/', () => {
  test('makes a new cli- token on every GET and shows it in a text field', async () => {
    const { person } = await signedIn('rjkaplan')
    const pages = [await person.open('/conduit/login/'), await person.open('/conduit/login/')]
    const [first = '', second = ''] = pages.flatMap(({ shown }) => shown)
    expect(pages[0]?.title).toBe('Grant Account Access')
    expect(first).toMatch(/^cli-[a-z2-7]{28}$/)
    expect(second).not.toBe(first)
    expect(await whoIs(first)).toBe('rjkaplan')
  })

  test('its token lives an hour, or for ever once it was used', async () => {
    const { person } = await signedIn('rjkaplan')
    const [used] = (await person.open('/conduit/login/')).shown
    const [unused] = (await person.open('/conduit/login/')).shown
    await whoIs(used)
    server.now += 3600
    expect(await whoIs(used)).toBe('rjkaplan')
    expect(await whoIs(unused)).toBeUndefined()
  })

  test('is the sign-in page for whoever is signed out', async () => {
    expect((await visitor(server).open('/conduit/login/')).title).toBe('Login')
  })
})

describe('/conduit/token/edit/', () => {
  test('makes a token after a form, and shows it', async () => {
    const { person, mintPath } = await signedIn('angie')
    const dialog = await person.open(mintPath)
    expect([dialog.status, dialog.title]).toEqual([200, 'Generate API Token'])
    const made = await person.submit('/conduit/token/edit/', dialog)
    expect(made.status).toBe(302)
    const shown = await person.open(made.headers.get('location')?.replace(/^https?:\/\/[^/]+/, '') ?? '')
    expect(await whoIs(shown.shown[0])).toBe('angie')
  })

  test('makes none without the CSRF token', async () => {
    const { person, mintPath } = await signedIn('angie')
    const dialog = await person.open(mintPath)
    const { status } = await person.submit('/conduit/token/edit/', dialog, { __csrf__: '' })
    expect(status).toBe(500)
  })

  test('makes none for somebody else', async () => {
    const { mintPath } = await signedIn('rjkaplan')
    const { person } = await signedIn('angie')
    const page = await person.open(mintPath)
    expect([page.status, page.title]).toEqual([200, 'Not allowed'])
  })

  test('a token that was terminated is dead', async () => {
    const { person, mintPath } = await signedIn('angie')
    const made = await person.submit('/conduit/token/edit/', await person.open(mintPath))
    const path = new URL(made.headers.get('location') ?? '').pathname
    const [token] = (await person.open(path)).shown
    const terminate = path.replace('edit', 'terminate')
    await person.submit(terminate, await person.open(terminate))
    expect(await whoIs(token)).toBeUndefined()
  })

  test('is found from the settings, whose short address leads to the own page', async () => {
    const { person, mintPath } = await signedIn('angie')
    const short = await person.open('/settings/panel/apitokens/')
    expect(short.headers.get('location')).toMatch(/\/settings\/user\/angie\/page\/apitokens\/$/)
    const panel = await person.open('/settings/user/angie/page/apitokens/')
    expect(panel.links['Generate Token']).toBe(mintPath)
  })
})

describe('an account with a second factor', () => {
  const FACTOR = 'authfactor.1.mfa.response'
  beforeAll(() => server.phorge.enrol('admin', '123456'))

  test('may do nothing until it is answered: pages and calls get the question, with status 200', async () => {
    const person = visitor(server)
    await person.signIn('admin')
    for (const path of ['/maniphest/', '/login/refresh/', '/api/user.whoami', '/auth/finish/']) {
      const page = await person.open(path)
      expect([page.status, page.title]).toEqual([200, 'Provide Multi-Factor Credentials'])
      expect(page.fields).toMatchObject({ __hisec__: '1', [FACTOR]: '' })
    }
  })

  test.each(['/conduit/login/', '/conduit/token/edit/'])(
    'answers once more for a token at %s',
    async (path) => {
      const person = visitor(server)
      await person.signIn('admin')
      await person.submit('/auth/finish/', await person.open('/auth/finish/'), { [FACTOR]: '123456' })
      const admin = await server.gateway.backend.accountByName('admin')
      const address = `${path}?objectPHID=${admin?.phid}`
      const early = await person.open(address)
      expect([early.title, early.fields[FACTOR]]).toEqual(['Enter High Security', undefined])
      expect((await person.submit(path, early, { [FACTOR]: '123456' })).title).toBe('Enter High Security')

      server.now += 90
      const question = await person.open(address)
      expect([question.status, question.title, question.shown]).toEqual([200, 'Enter High Security', []])

      expect((await person.submit(path, question, { [FACTOR]: '000000' })).title).toBe('Enter High Security')
      const answered = await person.submit(path, question, { [FACTOR]: '123456' })
      expect(answered.title).toMatch(/Grant Account Access|Generate API Token/)
      server.now += 90
    },
  )

  test('is asked nothing when it calls with a token', async () => {
    expect(await whoIs(await server.apiToken('admin'))).toBe('admin')
  })
})
