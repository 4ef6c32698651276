import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BeforeStockPhorge, beforeStockPhorge } from './before-stock-phorge.ts'
import { type Application, applicationAt, type Person, personAt } from './person.ts'

const LINK = '/gateway/settings/phorge-token/'

let before: BeforeStockPhorge
let application: Application
beforeAll(async () => {
  before = await beforeStockPhorge('own-origin')
  application = await applicationAt(before, 'maniphest.edit:create')
})
afterAll(() => before.close())

/** From an address of the gateway's through Phorge's sign-in and its question, and back. */
async function arrive(userName: string, address: string) {
  const person = personAt(before)
  await person.signInAtPhorge(userName)
  const question = await person.open(address)
  const asked = question.text.includes('Authorize "Gateway"?')
    ? await person.submit(question, '/oauthserver/auth/')
    : question
  return { person, page: await person.press(asked, 'Continue to Application') }
}

const paste = (person: Person, page: Parameters<Person['submit']>[0], token: string) =>
  person.submit(page, LINK, { token })

describe('sign-in through Phorge’s OAuth server', () => {
  test('comes back to the page that was asked for', async () => {
    const { page } = await arrive('rjkaplan', '/gateway/settings/applications/')
    expect(page.url).toBe(`${before.url}/gateway/settings/applications/`)
    expect(page.text).toContain('rjkaplan')
  })

  test('says what it means when the person declines, and offers to begin again', async () => {
    const person = personAt(before)
    await person.signInAtPhorge('angie')
    const question = await person.open('/gateway/sign-in')
    const page = await person.press(question, 'Do Not Authorize')
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('You did not allow it at Phorge')])
    expect(page.text).toContain('Sign in again')
  })

  test('takes no answer that another browser was given', async () => {
    const other = personAt(before)
    const page = await other.open(`/gateway/sign-in/phorge?code=${'x'.repeat(32)}&state=guessed`)
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('This sign-in is over')])
    const begun = personAt(before)
    await begun.open('/gateway/sign-in')
    const forged = await begun.open(`/gateway/sign-in/phorge?code=${'x'.repeat(32)}&state=guessed`)
    expect([forged.status, forged.text]).toEqual([403, expect.stringContaining('This sign-in is over')])
  })

  test('says that Phorge cannot tell when its OAuth server is off', async () => {
    const person = personAt(before)
    await person.signInAtPhorge('angie')
    const question = await person.open('/gateway/sign-in')
    const asked = await person.submit(question, '/oauthserver/auth/')
    before.phorge.outage = 'no-oauth-server'
    const page = await person.press(asked, 'Continue to Application')
    before.phorge.outage = undefined
    expect([page.status, page.text]).toEqual([502, expect.stringContaining('could not say who you are')])
  })
})

describe('linking', () => {
  test('comes before the first consent, with the direct link to Phorge’s settings; then the person is the author', async () => {
    const { person, page } = await arrive('angie', application.address)
    expect(page.text).toContain('Link your Phorge account')
    expect(page.html).toContain(`href="${before.phorgeUrl}/settings/panel/apitokens/"`)
    const consent = await paste(person, page, ` ${await before.phorgeToken('angie')} `)
    expect(consent.text).toContain('Allow Error viewer to act for you?')
    const done = await person.submit(consent, new URL(consent.url).pathname, { decision: 'allow' })
    const token = await application.redeem(done.url)
    const response = await fetch(`${before.url}/api/maniphest.edit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({
        params: JSON.stringify({ transactions: [{ type: 'title', value: 'Checkout fails' }] }),
      }),
    })
    const { result } = (await response.json()) as { result: { object: { id: number } } }
    const task = await person.open(`${before.url}/T${result.object.id}`)
    expect(task.url).toBe(`${before.phorgeUrl}/T${result.object.id}`)
    expect(task.text).toContain('angie created this task')
  })

  test('offers to delete what is kept, and says where to end it at Phorge', async () => {
    const { person, page } = await arrive('angie', LINK)
    expect(page.text).toContain('in force')
    const after = await person.submit(page, `${LINK}delete`)
    expect(after.text).toContain('terminate it in your settings there')
    expect(after.text).toContain('Bring a token')
  })

  test.each([
    [
      'somebody else’s',
      () => before.phorgeToken('angie'),
      /This token is angie’s, and you are signed in as rjkaplan/,
    ],
    ['one that is dead', async () => `api-${'x'.repeat(28)}`, /Phorge does not take this token/],
    ['half of one', async () => 'api-abc', /has 32 characters, and this has 7/],
    ['two', async () => `api-${'x'.repeat(28)} api-`, /a space or a line break/],
    ['a password', async () => 'correct-horse', /This is no API token/],
    ['nothing', async () => ' ', /Paste the token here/],
  ])('refuses %s, says why, and does not repeat it', async (_what, tokenOf, words) => {
    const { person, page } = await arrive('rjkaplan', LINK)
    const token = await tokenOf()
    const refused = await paste(person, page, token)
    expect([refused.status, refused.text]).toEqual([422, expect.stringMatching(words)])
    if (token.length > 10) expect(refused.html).not.toContain(token)
    expect(await before.gateway.phorge?.vault.hasToken(await phid('rjkaplan'))).toBe(false)
  })
})

test('neither logs nor the database hold a code or a token of Phorge’s', async () => {
  const { person } = await arrive('rjkaplan', LINK)
  const token = await before.phorgeToken('rjkaplan')
  await paste(person, await person.open(LINK), token)
  const rows = await before.gateway.database.selectFrom('upstream_tokens').selectAll().execute()
  for (const place of [before.log(), JSON.stringify(rows)]) {
    expect(place).not.toContain(token)
    expect(place).not.toMatch(/code=/)
  }
})

const phid = async (userName: string) =>
  (await before.phorgeGateway.backend.accountByName(userName))?.phid ?? ''
