import { afterEach, beforeEach, expect, it } from 'vitest'
import { tellOfExpiryOnce } from '../../../gateway/src/tokens/expiring.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'

const DAY = 86_400

let pages: Pages
beforeEach(async () => {
  // Nobody listens there: what is queued stays in the queue.
  pages = await startPages({ smtpUrl: 'smtp://127.0.0.1:9' })
})
afterEach(() => pages.close())

const queued = () => pages.gateway.database.selectFrom('mail_queue').selectAll().orderBy('id').execute()

async function make(name: string, days: number | undefined) {
  const { phid: userPhid } = await pages.account('angie')
  const expiresAt = days === undefined ? undefined : pages.gateway.now() + days * DAY
  return createApiToken(pages.gateway, { userPhid, name, expiresAt })
}

it('the owner of a token is told by e-mail once, a week before it expires', async () => {
  const { phid } = await make('deploy', 30)
  await make('for ever', undefined)
  await tellOfExpiryOnce(pages.gateway)
  expect(await queued()).toEqual([])

  pages.advance(24 * DAY)
  await tellOfExpiryOnce(pages.gateway)
  await tellOfExpiryOnce(pages.gateway)
  const mails = await queued()
  expect(mails.map(({ subject }) => subject)).toEqual(['Your API token “deploy” expires soon'])
  expect(mails[0]?.recipient).toMatch(/^angie@/)
  expect(mails[0]?.body).toContain('expires on 2027-02-14 08:00 UTC')
  expect(mails[0]?.body).toContain(`${pages.origin}/gateway/settings/tokens/${phid}/`)
})

it('nobody is told of a token that has expired already', async () => {
  await make('short', 1)
  pages.advance(2 * DAY)
  await tellOfExpiryOnce(pages.gateway)
  expect(await queued()).toEqual([])
})

it('a page tells of several tokens at once', async () => {
  await make('one', 3)
  await make('two', 5)
  const angie = await pages.signedIn('angie')
  for (const path of ['/gateway/', '/maniphest/', '/gateway/settings/applications/'])
    expect((await angie.open(path)).text).toContain('2 API tokens expire within a week.')
})
