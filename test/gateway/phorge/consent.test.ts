import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BeforeStockPhorge, beforeStockPhorge } from './before-stock-phorge.ts'
import { type Application, applicationAt, type Person, personAt } from './person.ts'

const FACTOR = 'authfactor.1.mfa.response'

let before: BeforeStockPhorge
let application: Application
beforeAll(async () => {
  before = await beforeStockPhorge('same-origin')
  application = await applicationAt(before, 'maniphest.edit:create')
})
afterAll(() => before.close())

async function signedIn(userName: string): Promise<Person> {
  const person = personAt(before)
  await person.signInAtPhorge(userName)
  return person
}

async function allow(person: Person) {
  const page = await person.open(application.address)
  expect(page.text).toContain('Allow Error viewer to act for you?')
  return person.submit(page, new URL(page.url).pathname, { decision: 'allow' })
}

async function call(method: string, token: string, params: object = {}) {
  const response = await fetch(`${before.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ params: JSON.stringify(params) }),
  })
  return response.json()
}

const create = (token: string) =>
  call('maniphest.edit', token, { transactions: [{ type: 'title', value: 'Checkout fails' }] })

const vault = () => {
  if (!before.gateway.phorge) throw new Error('no Phorge')
  return before.gateway.phorge.vault
}
const phidOf = async (userName: string) =>
  (await before.phorgeGateway.backend.accountByName(userName))?.phid ?? ''
const tokensAtPhorge = async (userName: string) => {
  const person = await signedIn(userName)
  const page = await person.open(`/settings/user/${userName}/page/apitokens/`)
  return (page.html.match(/Terminate</g) ?? []).length
}

describe('consent behind one host name', () => {
  test('has Phorge make the token with which the application acts, and names the person as the author', async () => {
    const rjkaplan = await signedIn('rjkaplan')
    const token = await application.redeem((await allow(rjkaplan)).url)
    const { result } = await create(token)
    const task = await rjkaplan.open(`/T${result.object.id}`)
    expect(task.text).toContain('rjkaplan created this task')
    expect(await tokensAtPhorge('rjkaplan')).toBe(1)
  })

  test('makes no second token for a second application', async () => {
    const rjkaplan = await signedIn('rjkaplan')
    const other = await applicationAt(before, 'maniphest.search')
    const page = await rjkaplan.open(other.address)
    expect(page.text).not.toContain('Phorge will make an API token')
    await rjkaplan.submit(page, new URL(page.url).pathname, { decision: 'allow' })
    expect(await tokensAtPhorge('rjkaplan')).toBe(1)
  })

  test('is asked of who is sent to Phorge’s sign-in first, which comes back', async () => {
    const angie = personAt(before)
    const form = await angie.open(application.address)
    expect(form.url).toContain('/auth/start/?next=')
    const fields = { username: 'angie', password: 'correct-horse' }
    const page = await angie.submit(form, '/auth/login/password:self/', fields)
    expect(page.text).toContain('Allow Error viewer to act for you?')
    expect(page.text).toContain('Phorge will make an API token for you')
  })
})

describe('a token that Phorge does not take any more', () => {
  test('suspends what was granted; the next authorization makes it work again, with the same access token', async () => {
    const angie = await signedIn('angie')
    const token = await application.redeem((await allow(angie)).url)
    expect((await create(token)).error_code).toBeNull()
    const { phorgeId } = (await vault().kept(await phidOf('angie'))) ?? {}
    const terminate = `/conduit/token/terminate/${phorgeId}/`
    await angie.submit(await angie.open(terminate), terminate)

    expect((await create(token)).reason.code).toBe('upstream_token_refused')
    expect((await create(token)).reason.code).toBe('upstream_token_missing')
    const page = await angie.open('/gateway/settings/phorge-token/')
    expect(page.text).toContain('refused by Phorge')
    expect(page.text).toContain('suspended and not lost')

    await allow(angie)
    expect((await create(token)).error_code).toBeNull()
  })
})

describe('the page about the token', () => {
  test('says since when it is kept and what depends on it, and deletes it here and at Phorge', async () => {
    const angie = await signedIn('angie')
    // Everything is granted and a token is kept: nothing has to be asked.
    const token = await application.redeem((await angie.open(application.address)).url)
    await create(token)
    const page = await angie.open('/gateway/settings/phorge-token/')
    expect(page.text).toMatch(/Kept since just now Last used just now Used for Error viewer/)
    const count = await tokensAtPhorge('angie')
    const after = await angie.submit(page, '/gateway/settings/phorge-token/delete')
    expect(after.text).toContain('deleted here and ended at Phorge')
    expect(after.text).toContain('No token of yours is kept')
    expect((await create(token)).reason.code).toBe('upstream_token_missing')
    expect(await tokensAtPhorge('angie')).toBe(count - 1)
    await allow(angie)
    expect((await create(token)).error_code).toBeNull()
  })

  test('takes a pasted token as the last resort', async () => {
    const angie = await signedIn('angie')
    const page = await angie.open('/gateway/settings/phorge-token/')
    await angie.submit(page, '/gateway/settings/phorge-token/delete')
    const empty = await angie.open('/gateway/settings/phorge-token/')
    const token = await before.phorgeToken('angie')
    const done = await angie.submit(empty, '/gateway/settings/phorge-token/', { token })
    expect(done.text).toContain('Your account is linked')
    expect(await vault().tokenOf(await phidOf('angie'))).toBe(token)
  })
})

describe('an account with a second factor', () => {
  test('is led to Phorge’s own question, and goes on with what was chosen', async () => {
    await before.phorge.enrol('admin', '123456')
    const admin = await signedIn('admin')
    const finish = '/auth/finish/'
    await admin.submit(await admin.open(finish), finish, { [FACTOR]: '123456' })
    const asked = await allow(admin)
    expect(asked.text).toContain('Phorge asks for your second factor')
    expect(asked.text).not.toContain('has not seen it yet')

    const address = `/conduit/token/edit/?objectPHID=${await phidOf('admin')}`
    expect(asked.html).toContain(`href="${address}"`)
    // The code of the sign-in is spent, and there is no other yet.
    expect((await admin.open(address)).html).not.toContain(FACTOR)
    const path = new URL(asked.url).pathname
    const again = await admin.submit(asked, path, { decision: 'allow' })
    expect(again.text).toContain('Phorge has not seen it yet')

    before.wait(90)
    const question = await admin.open(address)
    expect(question.text).toContain('Enter High Security')
    await admin.submit(question, '/conduit/token/edit/', { [FACTOR]: '123456' })
    const done = await admin.submit(again, path, { decision: 'allow' })
    expect((await create(await application.redeem(done.url))).error_code).toBeNull()

    // Phorge would ask again before it ends a token: that is left to the person.
    before.wait(16 * 60)
    const kept = await admin.open('/gateway/settings/phorge-token/')
    const after = await admin.submit(kept, '/gateway/settings/phorge-token/delete')
    expect(after.text).toContain('deleted here')
    expect(after.text).toContain('To end it at Phorge too, terminate it in your settings there.')
    expect(after.text).toContain('No token of yours is kept')
  })
})

test('neither logs nor the database hold a token or a cookie of Phorge’s', async () => {
  const rjkaplan = await signedIn('rjkaplan')
  await rjkaplan.open('/gateway/settings/phorge-token/')
  const token = (await vault().tokenOf(await phidOf('rjkaplan'))) ?? ''
  expect(token).toMatch(/^api-/)
  const rows = await before.gateway.database.selectFrom('upstream_tokens').selectAll().execute()
  const places = [before.log(), JSON.stringify(rows)]
  const cookie = rjkaplan.cookie(before.url, 'phsid') ?? ''
  expect(cookie.length).toBeGreaterThan(16)
  for (const place of places) {
    expect(place).not.toContain(token)
    expect(place).not.toContain(cookie)
    expect(place).not.toContain('B@')
  }
})
