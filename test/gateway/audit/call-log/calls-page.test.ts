import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSecurityLog } from '../../../../gateway/src/audit/security-log.ts'
import { type Pages, startPages } from '../../pages/pages-under-test.ts'
import { callLogOf, sampleCall } from './sample-calls.ts'

const PATH = '/gateway/admin/calls/'
const NOW = 1_800_000_000

/** Each call has a duration of its own, by which it is known again: its number, in milliseconds. */
const numbersOn = (text: string) => [...text.matchAll(/(\d+) ms/g)].map(([, number]) => Number(number))

let pages: Pages
beforeAll(async () => {
  pages = await startPages()
  const { phid } = await pages.account('angie')
  for (let number = 10; number < 130; number++) {
    callLogOf(pages.gateway).note(
      sampleCall({
        at: NOW - 130 + number,
        duration: number * 1000,
        clientId: number % 4 === 0 ? undefined : 'viewer',
        token: number % 4 === 0 ? 'PHID-CTKN-deploy' : 'family',
        ...(number % 2 === 0 && { userPhid: phid }),
        ...(number % 3 === 0 && { method: 'maniphest.edit', aspects: ['status'] }),
        ...(number % 5 === 0 && { outcome: 'denied', reason: 'scope_not_granted' }),
        ...(number % 10 === 0 && { address: '=cmd|calc!A0' }),
      }),
    )
  }
})
afterAll(() => pages.close())

const numbers = (isOne: (number: number) => boolean) =>
  Array.from({ length: 120 }, (_, index) => 129 - index).filter(isOne)

describe('the page of all calls', () => {
  it('is for administrators alone, and so are its exports', async () => {
    for (const path of [PATH, `${PATH}export.csv`, `${PATH}export.jsonl`]) {
      expect((await (await pages.signedIn('angie')).open(path)).status, path).toBe(403)
      expect((await pages.visitor().open(path)).url, path).toContain('/gateway/sign-in')
    }
  })

  it('leads from the newest to the oldest, each call once', async () => {
    const admin = await pages.signedIn('admin')
    const seen: number[] = []
    for await (const { text } of admin.pagesFrom(PATH)) seen.push(...numbersOn(text))
    expect(seen).toEqual(numbers(() => true))
  })

  it.each([
    ['person=angie&outcome=denied', numbers((number) => number % 10 === 0)],
    ['method=*.EDIT&application=viewer', numbers((number) => number % 3 === 0 && number % 4 !== 0)],
    [
      'token=PHID-CTKN-deploy&method=maniphest.search',
      numbers((number) => number % 4 === 0 && number % 3 !== 0),
    ],
    ['address=%3Dcmd%7Ccalc!A0', numbers((number) => number % 10 === 0)],
    ['from=2027-01-15T07:59:55', [129, 128, 127, 126, 125]],
    ['from=2027-01-15T07:59&until=2027-01-15T07:59:03', numbers((number) => number >= 70 && number < 73)],
    ['until=2027-01-15', []],
  ])('shows %s', async (query, expected) => {
    const { status, text } = await (await pages.signedIn('admin')).open(`${PATH}?${query}`)
    expect(status).toBe(200)
    expect(numbersOn(text)).toEqual(expected.slice(0, 50))
  })

  it.each([
    ['method=a%20b', 'method', 'a b', 'such as maniphest.search'],
    ['from=yesterday', 'from', 'yesterday', 'Write it as 2026-11-26'],
    ['from=2027-01-15&until=2027-01-14', 'until', '2027-01-14', 'later than the beginning'],
    ['outcome=good', 'outcome', 'good', 'Choose one of the list'],
  ])(
    'says what is wrong with %s, beside the field, and keeps what was typed',
    async (query, name, typed, why) => {
      const { status, html, text } = await (await pages.signedIn('admin')).open(`${PATH}?${query}`)
      expect(status).toBe(422)
      expect(numbersOn(text)).toEqual([])
      expect(html).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`))
      expect(html).toContain(`value="${typed}"`)
      expect(text).toContain(why)
    },
  )

  it.each(['person=nobody', 'application=nothing', 'person=%22%3E%3Cb%3E', 'before=1'])(
    'says that there is nothing for %s, and not everything',
    async (query) => {
      const { status, text, html } = await (await pages.signedIn('admin')).open(`${PATH}?${query}`)
      expect(status).toBe(200)
      expect(numbersOn(text)).toEqual([])
      expect(html).not.toContain('"><b>')
    },
  )

  it('counts each day, in a picture and in a table', async () => {
    const { html, text } = await (await pages.signedIn('admin')).open(`${PATH}?application=viewer`)
    const all = numbers((number) => number % 4 !== 0)
    const denied = all.filter((number) => number % 5 === 0).length
    expect(text).toContain(`${all.length} calls in the last 30 days, ${denied} of them not done.`)
    expect(html).toContain(
      `<title>15 Jan. Done: ${all.length - denied}, Refused or denied: ${denied}</title>`,
    )
    expect(html).toContain(
      `<tr><th scope="row">15 Jan</th><td>${all.length - denied}</td><td>${denied}</td><td>0</td></tr>`,
    )
  })
})

describe('an export of calls', () => {
  const exported = async (file: string) => {
    const response = await (await pages.signedIn('admin')).request(`${PATH}${file}`)
    return { response, lines: (await response.text()).trimEnd().split(/\r?\n/) }
  }

  it('as CSV has all calls of the filter, and nothing that a spreadsheet calculates', async () => {
    const { response, lines } = await exported('export.csv?outcome=denied')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="calls-2027-01-15.csv"')
    const [head, first, ...others] = lines
    expect(head).toBe(
      'time,application,token,user,user_name,method,aspects,address,duration_us,outcome,reason',
    )
    expect(others).toHaveLength(23)
    expect(first).toBe(
      '2027-01-15T07:59:55.000Z,viewer,family,PHID-USER-a,,maniphest.search,,192.0.2.7,125000,denied,scope_not_granted',
    )
    expect(others.filter((line) => line.includes("'=cmd|calc!A0"))).toHaveLength(12)
    expect(others.join('\n')).not.toMatch(/(?:^|,)"?[=+@-]/m)
  })

  it('as JSON Lines has one object a line, however many there are', async () => {
    const { phid } = await pages.account('angie')
    for (let number = 0; number < 2500; number++) {
      callLogOf(pages.gateway).note(sampleCall({ at: NOW - 86_400, userPhid: phid, method: 'user.search' }))
    }
    const { response, lines } = await exported('export.jsonl?method=user.search')
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    expect(lines).toHaveLength(2500)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2027-01-14T08:00:00.000Z',
      application: 'viewer',
      token: 'family',
      user: phid,
      user_name: 'angie',
      method: 'user.search',
      aspects: [],
      address: '192.0.2.7',
      duration_us: 1000,
      outcome: 'ok',
      reason: null,
    })
  })

  it('is told in the security log, and one that cannot be made is refused', async () => {
    await exported('export.csv?person=angie')
    const { response } = await exported('export.csv?person=nobody')
    expect(response.status).toBe(422)
    const [event] = await readSecurityLog(pages.gateway.database, { limit: 1 })
    const { phid } = await pages.account('admin')
    expect(event).toMatchObject({ kind: 'calls-exported', userPhid: phid, detail: 'csv person=angie' })
  })
})
