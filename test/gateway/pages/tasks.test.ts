import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pages, startPages } from './pages-under-test.ts'
import type { Visitor } from './visitor.ts'

let pages: Pages
let rjkaplan: Visitor
beforeAll(async () => {
  pages = await startPages()
  rjkaplan = await pages.signedIn('rjkaplan')
})
afterAll(() => pages.close())

describe('the page of a task', () => {
  it('tells who did what, oldest first', async () => {
    const { phid } = await pages.account('rjkaplan')
    const id = await pages.edit('rjkaplan', undefined, { title: 'Checkout fails', priority: 'normal' })
    pages.advance(60)
    await pages.edit('angie', id, { priority: 'high' })
    await pages.edit('angie', id, { owner: phid })
    await pages.edit('angie', id, { 'projects.add': ['backend'] })
    pages.advance(60)
    await pages.edit('rjkaplan', id, { status: 'resolved', comment: 'fixed in r123' })
    pages.advance(3600)
    await pages.edit('angie', id, { status: 'open' })
    await pages.edit('angie', id, { title: 'Checkout fails again' })

    const { text, html } = await rjkaplan.open(`/T${id}`)
    const told = [
      'rjkaplan created this task 1 hour ago',
      'angie raised the priority from Normal to High',
      'angie assigned this task to rjkaplan',
      'angie added this task to Backend',
      'rjkaplan closed this task as Resolved',
      'fixed in r123',
      'angie reopened this task as Open',
      'angie renamed this task from “Checkout fails” to “Checkout fails again”',
    ]
    const history = text.slice(text.indexOf('History'))
    const places = told.map((sentence) => [sentence, history.indexOf(sentence)])
    expect(places.filter(([, place]) => place === -1)).toEqual([])
    expect(places).toEqual(places.toSorted(([, a], [, b]) => Number(a) - Number(b)))
    expect(html).toContain('<time datetime="2027-01-15T08:00:00.000Z" title="15 Jan 2027, 08:00 UTC">')
    expect(text).toContain('Owner rjkaplan')
  })

  it('shows what people wrote as text, whatever they wrote', async () => {
    const attack = '<img src=x onerror=alert(1)>"\'&amp;'
    const id = await pages.edit('angie', undefined, {
      title: attack,
      description: `${attack}\n\n\`\`\`\n${attack}\n\`\`\`\n\n[[ javascript:alert(1) | click ]] [click](javascript:alert(2)) [[JAVASCRIPT:x]] [d](data:text/html,x)`,
      comment: `${attack} \`${attack}\` **${attack}** https://e.example/"onmouseover="x`,
    })
    const { html, text } = await rjkaplan.open(`/T${id}`)
    expect(html).not.toMatch(/<img|<script/)
    expect(html.match(/<[^>]*\son\w+=/g)).toBeNull()
    expect(html).not.toMatch(/href="(?!https?:|mailto:|\/|#)/i)
    expect(text).toContain(attack)
  })

  it.each(['/T999999', '/T99999999999999999999'])('%s is not there, and the page says so', async (path) => {
    const shown = await rjkaplan.open(path)
    expect(shown.status).toBe(404)
  })

  it('goes back over a long history, hundred entries at a time', async () => {
    const id = await pages.edit('angie', undefined, { title: 'Long' })
    for (let count = 1; count <= 120; count++) await pages.edit('angie', id, { comment: `Remark ${count}.` })
    const newest = await rjkaplan.open(`/T${id}`)
    expect(newest.text).toContain('Remark 120.')
    expect(newest.text).not.toContain('Remark 1.')
    const [, older = ''] = /href="([^"]+)">Older entries/.exec(newest.html) ?? []
    const oldest = await rjkaplan.open(older)
    expect(oldest.text).toContain('angie created this task')
    expect(oldest.text).toContain('Remark 1.')
    expect((await rjkaplan.open(`/T${id}?after=99999999`)).status).toBe(404)
  })

  it('looks the same for a task that one may not see as for one that does not exist', async () => {
    const { phid } = await pages.account('angie')
    const id = await pages.edit('angie', undefined, { title: 'A secret', view: phid })
    expect((await (await pages.signedIn('angie')).open(`/T${id}`)).text).toContain('A secret')
    const hidden = await rjkaplan.open(`/T${id}`)
    const missing = await rjkaplan.open('/T888888')
    expect(hidden.status).toBe(404)
    expect(hidden.html.replaceAll(`T${id}`, 'T888888')).toBe(missing.html)
  })
})

describe('the list of tasks', () => {
  it('can be narrowed to open or closed ones and to words, and goes on over pages', async () => {
    for (let count = 1; count <= 30; count++) {
      const id = await pages.edit('angie', undefined, { title: `Listed number${count}` })
      if (count <= 2) await pages.edit('angie', id, { status: 'wontfix' })
    }
    const closed = await rjkaplan.open('/maniphest/?status=closed&query=Listed')
    expect(closed.text).toContain('Listed number1 ')
    expect(closed.text).toContain('Wontfix')
    expect(closed.text).not.toContain('Listed number3 ')

    const first = await rjkaplan.open('/maniphest/?status=open&query=Listed')
    expect(first.text).toContain('Listed number30')
    expect(first.text).not.toContain('Listed number3 ')
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first.html) ?? []
    const second = await rjkaplan.open(next.replaceAll('&amp;', '&'))
    expect(second.text).toContain('Listed number3 ')
    expect(second.html).not.toContain('rel="next"')

    const one = await rjkaplan.open('/maniphest/?query=number17')
    expect(one.text).toContain('Listed number17')
    expect(one.text).not.toContain('Listed number16')
  })

  it('goes straight to a task that is named', async () => {
    expect((await rjkaplan.open('/maniphest/?query=t1')).url).toBe('/T1')
  })

  it('explains a search that cannot be made', async () => {
    const shown = await rjkaplan.open('/maniphest/?after=999999999&status=nonsense')
    expect(shown.status).toBe(200)
  })
})

describe('the pages of people and projects', () => {
  it('show their open tasks', async () => {
    const { phid } = await pages.account('angie')
    const id = await pages.edit('rjkaplan', undefined, { title: 'For Angie', owner: phid })
    await pages.edit('rjkaplan', id, { 'projects.add': ['payments'] })
    expect((await rjkaplan.open('/p/angie/')).text).toContain('For Angie')
    expect((await rjkaplan.open('/tag/payments/')).text).toContain('For Angie')
    expect((await rjkaplan.open('/p/angie')).url).toBe('/p/angie/')
    expect((await rjkaplan.open('/p/nobody/')).status).toBe(404)
    expect((await rjkaplan.open('/tag/nothing/')).status).toBe(404)
  })
})
