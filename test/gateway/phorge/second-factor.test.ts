import { afterEach, describe, expect, test } from 'vitest'
import type { Shown } from '../pages/visitor.ts'
import { codeOf, SETTINGS, secretOn } from '../second-factor/authenticator.ts'
import { type BeforeStockPhorge, beforeStockPhorge } from './before-stock-phorge.ts'
import { applicationAt, type Person, personAt } from './person.ts'

const APP = `${SETTINGS}authenticator-app`
const PHORGE_TOKEN = '/gateway/settings/phorge-token/'

let before: BeforeStockPhorge
afterEach(() => before.close())

/** Sets up an app on its page; a code that it shows next. */
async function setUp(person: Person, page: Shown): Promise<string> {
  const secret = secretOn(page)
  const now = before.gateway.now()
  const done = await person.submit(page, `${APP}/finish`, { second_factor_code: codeOf(secret, now) })
  expect(done.text).toContain('Your recovery codes')
  return codeOf(secret, now + 30)
}

describe('a second factor, before a Phorge', () => {
  test('behind one host name is the gateway’s own, and is asked for before a kept token is deleted', async () => {
    before = await beforeStockPhorge('same-origin')
    const person = personAt(before)
    await person.signInAtPhorge('rjkaplan')
    const { address } = await applicationAt(before, 'maniphest.search')
    const consent = await person.open(address)
    await person.submit(consent, new URL(consent.url).pathname, { decision: 'allow' })

    const code = await setUp(person, await person.submit(await person.open(SETTINGS), APP))
    const remove = `${PHORGE_TOKEN}delete`
    const question = await person.submit(await person.open(PHORGE_TOKEN), remove)
    expect(question.text).toContain('Confirm that you want to delete the Phorge token that is kept for you')
    expect((await person.open(PHORGE_TOKEN)).text).toContain('in force')
    const done = await person.submit(question, remove, { second_factor_code: code })
    expect(done.text).toContain('The token is deleted here')
  })

  test('with two addresses is set up after a sign-in of just now, for which one signs in once more', async () => {
    before = await beforeStockPhorge('own-origin')
    const person = personAt(before)
    await person.signInAtPhorge('rjkaplan')
    const question = await person.open(SETTINGS)
    const asked = await person.submit(question, '/oauthserver/auth/')
    const settings = await person.press(asked, 'Continue to Application')
    await before.gateway.database.updateTable('sessions').set({ created_at: 0 }).execute()

    const again = await person.submit(settings, APP)
    expect(again.text).toContain('Sign in again first')
    const back = await person.submit(again, `${SETTINGS}sign-in-again`)
    const returned = back.url.includes(SETTINGS) ? back : await person.press(back, 'Continue to Application')
    expect(new URL(returned.url).pathname).toBe(SETTINGS)
    await setUp(person, await person.submit(returned, APP))
  })
})
