import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headOf, recordSecurityEvent } from '../../../gateway/src/audit/security-log.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'

const PATH = '/gateway/admin/security-log/'

describe('the page of the security log', () => {
  let pages: Pages
  beforeAll(async () => {
    pages = await startPages()
    const { phid } = await pages.account('angie')
    for (let number = 1; number <= 120; number++) {
      const person = number % 2 === 0 ? { userPhid: phid } : {}
      await recordSecurityEvent(pages.gateway.database, {
        kind: number % 3 === 0 ? 'call-denied' : 'key-used',
        at: 1_800_000_000 + number,
        clientId: 'viewer',
        detail: `<event ${number}>`,
        address: '192.0.2.7',
        requestId: 'request-"1"',
        ...person,
      })
    }
  })
  afterAll(() => pages.close())

  const numbersOn = (text: string) => [...text.matchAll(/<event (\d+)>/g)].map(([, number]) => Number(number))

  it('is for administrators alone', async () => {
    expect((await (await pages.signedIn('angie')).open(PATH)).status).toBe(403)
    expect((await pages.visitor().open(PATH)).url).toContain('/gateway/sign-in')
  })

  it('leads from the newest to the oldest, each event once', async () => {
    const admin = await pages.signedIn('admin')
    const seen: number[] = []
    for await (const { text } of admin.pagesFrom(PATH)) seen.push(...numbersOn(text))
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index))
  })

  it('shows one person, one application and one kind, also on the next page', async () => {
    const admin = await pages.signedIn('admin')
    const { text } = await admin.open(`${PATH}?kind=call-denied&person=angie&application=viewer`)
    expect(numbersOn(text)).toEqual(Array.from({ length: 20 }, (_, index) => 120 - 6 * index))
    const { html } = await admin.open(`${PATH}?person=angie`)
    expect(html).toMatch(/rel="next" href="[^"]*person=angie&amp;before=\d+"/)
  })

  it.each(['person=nobody', 'application=nothing', 'before=1', 'person=%22%3E%3Cb%3E'])(
    'says that there is nothing for %s, and not everything',
    async (query) => {
      const { status, text, html } = await (await pages.signedIn('admin')).open(`${PATH}?${query}`)
      expect(status).toBe(200)
      expect(numbersOn(text)).toEqual([])
      expect(text).toMatch(/Nothing of that|nothing older/)
      expect(html).not.toContain('"><b>')
    },
  )

  it('takes what is no filter for none', async () => {
    const admin = await pages.signedIn('admin')
    for (const query of ['kind=drop', 'before=-1', 'kind=a&kind=b', 'before=1e3']) {
      expect(numbersOn((await admin.open(`${PATH}?${query}`)).text)).toHaveLength(50)
    }
  })

  it('shows the head of the chain, and verifies all rows when an administrator asks for it', async () => {
    const admin = await pages.signedIn('admin')
    const page = await admin.open(PATH)
    const { id, hash } = await headOf(pages.gateway.database)
    expect(page.text).toContain(`${id}:${hash}`)
    expect((await admin.submit(page, `${PATH}verify`)).text).toContain(
      '120 rows were checked: they are as the gateway wrote',
    )

    await sql`DROP TRIGGER security_log_never_changed`.execute(pages.gateway.database)
    await sql`UPDATE security_log SET detail = 'nothing' WHERE id = 60`.execute(pages.gateway.database)
    const { html, text } = await admin.submit(page, `${PATH}verify`)
    expect(text).toContain('Row 60 is not what the gateway wrote')
    expect(html).toContain('role="alert"')
    expect((await admin.open(`${PATH}verify`)).url).toContain(PATH)
  })
})
