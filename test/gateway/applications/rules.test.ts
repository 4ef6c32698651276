import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { findApplication } from '../../../gateway/src/applications/applications.ts'
import { allowedScopes, saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import { readSecurityLog } from '../../../gateway/src/audit/security-log.ts'
import { saveGrant, touchGrant } from '../../../gateway/src/grants/grants.ts'
import { historyOf } from '../../../gateway/src/history/history.ts'
import { type Pages, startPages } from '../pages/pages-under-test.ts'
import { fieldsOf, type Shown, type Visitor } from '../pages/visitor.ts'
import { registerApplication } from './register-application.ts'

const CHANGE = '/gateway/admin/rules/change'
const SAVE = '/gateway/admin/rules/save'
const ALL = '/gateway/admin/rules/'

let pages: Pages
let admin: Visitor
let clientId: string
let path: string

beforeAll(async () => {
  pages = await startPages({ denyMethods: ['project.edit'] })
  admin = await pages.signedIn('admin')
})
afterAll(() => pages.close())
beforeEach(async () => {
  clientId = await newApplication('Error viewer')
  path = `/gateway/admin/applications/${clientId}/rules`
})

async function newApplication(name: string): Promise<string> {
  return (await registerApplication(pages.gateway, { name })).clientId
}

const allow = (...scopes: string[]) => saveAllowedScopes(pages.gateway, clientId, scopes as Scope[])
const allowed = () => allowedScopes(pages.gateway, clientId)
const rule = (scope: string, of = clientId) => `${of} ${scope}`

async function grant(userName: string, scopes: readonly string[]) {
  const { phid: userPhid } = await pages.account(userName)
  return saveGrant(pages.gateway, { userPhid, clientId, scopes: scopes as Scope[] })
}

/** The form of a page with these fields, as the button with this value sends it. */
async function ask(action: string, fields: Record<string, string | string[]>, from = path): Promise<Shown> {
  const page = await admin.open(from)
  const marker = { preset: 'preset', 'preset-added': 'preset', patterns: 'patterns' }[action] ?? 'rows'
  const [form = ''] = [...page.html.matchAll(/<form[^>]*action="[^"]*change".*?<\/form>/gs)]
    .map(([found]) => found)
    .filter((found) => found.includes(`name="${marker}"`))
  return admin.submit({ ...page, html: form }, CHANGE, { action, ...fields })
}

/** Saves what a review shows. */
function save(review: Shown, reason = 'Agreed upon.'): Promise<Shown> {
  return admin.submit(review, SAVE, { reason })
}

describe('the rules of an application', () => {
  it('are changed by ticking rows, after a look at the difference, with a reason', async () => {
    await allow('maniphest.search', 'user.search')
    const shown = await admin.open(path)
    expect(shown.text).toContain('What Error viewer may do at most')
    const ticked = [rule('maniphest.edit:create'), rule('maniphest.edit:status')]
    const review = await ask('allow', { rule: ticked })
    expect(review.text).toContain('Create tasks Changes things')
    expect(await allowed()).toEqual(new Set(['maniphest.search', 'user.search']))

    const saved = await save(review)
    expect(saved.text).toContain('The rules are saved. They hold from the next call on.')
    const after = ['maniphest.edit:create', 'maniphest.edit:status', 'maniphest.search', 'user.search']
    expect(await allowed()).toEqual(new Set(after))

    const application = await findApplication(pages.gateway, clientId)
    const history = await historyOf(pages.gateway.database, application?.phid ?? '', { limit: 1 })
    expect(history).toMatchObject([
      { type: 'scopes', old: ['maniphest.search', 'user.search'], new: after, reason: 'Agreed upon.' },
    ])
    const [event] = await readSecurityLog(pages.gateway.database, { clientId, limit: 1 })
    expect(event).toMatchObject({
      kind: 'rules-changed',
      detail: '+maniphest.edit:create +maniphest.edit:status',
    })
  })

  it('are not changed without a reason', async () => {
    const review = await ask('allow', { rule: rule('user.search') })
    const refused = await save(review, '  ')
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Say why')
    expect(await allowed()).toEqual(new Set())
    await save(refused, 'Needed.')
    expect(await allowed()).toEqual(new Set(['user.search']))
  })

  it('can be changed in all rows that were found, of all pages', async () => {
    await allow('maniphest.search', 'maniphest.edit:status', 'user.search')
    const review = await ask('take-away', { rows: 'found' }, `${path}?text=maniphest&state=allowed`)
    await save(review)
    expect(await allowed()).toEqual(new Set(['user.search']))
  })

  it('say so when nothing would change, and when nothing was ticked', async () => {
    await allow('maniphest.edit')
    const covered = await ask('take-away', { rule: rule('maniphest.edit:status') })
    expect(covered.text).toContain('Nothing would change')
    const nothing = await ask('allow', {})
    expect(nothing.status).toBe(422)
    expect(nothing.text).toContain('Tick the rows that you want to change.')
    expect(await allowed()).toEqual(new Set(['maniphest.edit']))
  })

  it('are a page that is not there for an application that is not', async () => {
    expect((await admin.open('/gateway/admin/applications/nothing/rules')).status).toBe(404)
  })

  it('are for administrators to see and to change', async () => {
    const angie = await pages.signedIn('angie')
    for (const page of [path, ALL]) expect((await angie.open(page)).status).toBe(403)
    const start = await angie.open('/gateway/')
    const csrf = fieldsOf(start, '/gateway/sign-out').get('csrf') ?? ''
    const fields = { csrf, rule: rule('user.search'), action: 'allow', rows: 'ticked' }
    expect((await angie.post(CHANGE, fields)).status).toBe(403)
    const change = { csrf, reason: 'Mine', change: `${clientId} 0 +user.search` }
    expect((await angie.post(SAVE, change)).status).toBe(403)
    expect(await allowed()).toEqual(new Set())
  })
})

describe('a preset', () => {
  it('replaces the rules by an explicit list, shown before as a difference', async () => {
    await allow('user.edit', 'maniphest.search')
    const review = await ask('preset', { preset: 'error-viewer' })
    expect(review.text).toMatch(/Taken away − Change accounts/)
    expect(review.text).toContain('+ Comment on tasks')
    await save(review)
    expect(await allowed()).toEqual(
      new Set([
        'maniphest.search',
        'maniphest.edit:create',
        'maniphest.edit:status',
        'maniphest.edit:comment',
        'project.search',
        'user.search',
      ]),
    )
  })

  it('can be added to them', async () => {
    await allow('user.edit')
    await save(await ask('preset-added', { preset: 'error-viewer' }))
    expect(await allowed()).toContain('user.edit')
    expect(await allowed()).toContain('maniphest.edit:comment')
  })

  it('of reading allows nothing that changes something, and no method that is fixed', async () => {
    await save(await ask('preset', { preset: 'read-only' }))
    const scopes = [...(await allowed())]
    expect(scopes).toContain('maniphest.search')
    expect(scopes).toContain('transaction.search')
    expect(scopes.filter((scope) => /edit|create|update|logout|whoami|ping|propose/.test(scope))).toEqual([])
  })

  it('of tasks lets an application change everything of tasks but who may see or edit them', async () => {
    await save(await ask('preset', { preset: 'tasks' }))
    const scopes = await allowed()
    expect(scopes).toContain('maniphest.edit:title')
    for (const kept of [
      'maniphest.edit',
      'maniphest.edit:view',
      'maniphest.edit:edit',
      'maniphest.edit:space',
    ])
      expect(scopes).not.toContain(kept)
  })

  it('of nothing takes everything away', async () => {
    await allow('user.search', 'gone.method')
    await save(await ask('preset', { preset: 'nothing' }))
    expect(await allowed()).toEqual(new Set())
  })
})

describe('names and patterns', () => {
  it('become the list that they stand for on saving', async () => {
    await save(await ask('patterns', { patterns: 'user.*, maniphest.edit:projects.*' }))
    const saved = await allowed()
    expect(saved).toContain('user.search')
    expect(saved).toContain('maniphest.edit:projects.add')
    expect([...saved].filter((scope) => !/^user\.|^maniphest\.edit:projects\./.test(scope))).toEqual([])
    expect(saved).not.toContain('user.whoami')
  })

  it('that match nothing are refused, and nothing typed is lost', async () => {
    const shown = await ask('patterns', { patterns: 'user.* nope.*' })
    expect(shown.status).toBe(422)
    expect(shown.text).toContain('Nothing that may be allowed matches “nope.*”.')
    expect(shown.html).toContain('name="patterns" autocomplete="off"')
    expect(shown.html).toContain('value="user.* nope.*"')
    expect(await allowed()).toEqual(new Set())
  })

  it('never allow a method on the deny list, which the table shows as such', async () => {
    const shown = await admin.open(`${path}?text=project.edit`)
    expect(shown.text).toMatch(/project\.edit Changes ?Never allowed/)
    expect(shown.html).not.toContain('name="rule"')
    await save(await ask('patterns', { patterns: '*.edit' }))
    expect(await allowed()).toContain('maniphest.edit')
    expect(await allowed()).not.toContain('project.edit')
    const rules = [
      'project.edit',
      'project.edit:create',
      'conduit.getcertificate',
      'no.such',
      '<b>',
      'user.whoami',
    ]
    const review = await ask('allow', { rule: rules.map((scope) => rule(scope)) })
    expect(review.text).toContain('Nothing would change')
  })
})

describe('what would break', () => {
  it('is who granted what is taken away, and when the application last acted for them', async () => {
    await allow('maniphest.search', 'maniphest.edit', 'user.search')
    const { grantId } = await grant('angie', ['maniphest.edit'])
    await grant('rjkaplan', ['maniphest.edit:status'])
    await grant('admin', ['user.search'])
    await touchGrant(pages.gateway, grantId)
    const review = await ask('take-away', { rule: rule('maniphest.edit') })
    expect(review.text).toContain('2 people granted it')
    const people = review.text.slice(review.text.indexOf('Who granted it'))
    expect(people).toMatch(/angie ?just now ?rjkaplan ?never/)
    expect(people).not.toMatch(/admin ?never/)
  })

  it('is nothing where nobody granted it', async () => {
    await allow('maniphest.search', 'user.search')
    await grant('angie', ['user.search'])
    const review = await ask('take-away', { rule: rule('maniphest.search') })
    expect(review.text).toContain('Nothing that is known')
  })

  it('leaves out who keeps it through the whole method', async () => {
    await allow('maniphest.edit', 'maniphest.edit:status')
    await grant('angie', ['maniphest.edit:status'])
    const review = await ask('take-away', { rule: rule('maniphest.edit:status') })
    expect(review.text).toContain('Nothing that is known')
  })

  it('does not call unused what nobody has counted', async () => {
    const quiet = await startPages({ callLog: false })
    const scopes = ['user.search' as Scope]
    const notes = await registerApplication(quiet.gateway, { name: 'Release notes', scopes })
    const { phid: userPhid } = await quiet.account('angie')
    await saveGrant(quiet.gateway, { userPhid, clientId: notes.clientId, scopes })
    const visitor = await quiet.signedIn('admin')
    const page = await visitor.open(ALL)
    expect(page.text).toMatch(/1 person ?not known/)
    const ticked = { action: 'take-away', rule: rule('user.search', notes.clientId) }
    const review = await visitor.submit(page, CHANGE, ticked)
    expect(review.text).toContain('1 person granted it, and how often it is used is not written down.')
    await quiet.close()
  })

  it('names twenty people, and counts the rest', async () => {
    await allow('user.search')
    for (let i = 0; i < 25; i += 1) {
      const userPhid = `PHID-USER-${String(i).padStart(20, '0')}`
      await saveGrant(pages.gateway, { userPhid, clientId, scopes: ['user.search' as Scope] })
    }
    const review = await ask('take-away', { rule: rule('user.search') })
    expect(review.text).toContain('25 people granted it')
    expect(review.text).toContain('And 5 people more.')
  })
})

describe('two administrators', () => {
  it('cannot overwrite one another: the second sees what the first did, and saves again', async () => {
    await allow('maniphest.search')
    const second = await ask('allow', { rule: rule('user.search') })
    await save(await ask('allow', { rule: rule('maniphest.edit:comment') }))
    const refused = await save(second, 'Mine.')
    expect(refused.status).toBe(409)
    expect(refused.text).toMatch(
      /Error viewer was changed meanwhile\..*It may now: maniphest\.edit:comment\. admin/,
    )
    expect(fieldsOf(refused, SAVE).get('reason')).toBe('Mine.')
    expect(await allowed()).not.toContain('user.search')

    await admin.submit(refused, SAVE)
    expect(await allowed()).toEqual(new Set(['maniphest.search', 'maniphest.edit:comment', 'user.search']))
  })

  it('change several applications all together or not at all', async () => {
    const other = await newApplication('Release notes')
    const from = `${ALL}?state=not-allowed&text=user.search`
    const review = await ask('allow', { rule: [rule('user.search'), rule('user.search', other)] }, from)
    await save(await ask('allow', { rule: rule('maniphest.search', other) }, from))
    expect((await save(review)).status).toBe(409)
    expect(await allowed()).toEqual(new Set())
    expect(await allowedScopes(pages.gateway, other)).toEqual(new Set(['maniphest.search']))
  })
})

describe('the rules of all applications', () => {
  it('show what is allowed, until more is asked for, with who granted it', async () => {
    await allow('maniphest.search')
    await grant('angie', ['maniphest.search'])
    const { text } = await admin.open(`${ALL}?application=${clientId}&state=allowed`)
    expect(text).toMatch(/Read the tasks that you can see ?maniphest\.search ?Reads ?Allowed ?1 person ?none/)
    expect((await admin.open(ALL)).html).not.toContain('>Not allowed</span>')
  })

  it.each([
    ['text=status+tasks&state=', /maniphest\.edit:status/, /maniphest\.edit:title/],
    ['text=MANIPHEST.SEARCH&state=', /maniphest\.search/, /user\.search/],
    ['access=read&state=', /maniphest\.search/, /maniphest\.edit:status/],
    ['access=write&state=', /maniphest\.edit:status/, /user\.search/],
    ['state=allowed', /maniphest\.search/, /user\.search/],
    ['state=not-allowed', /user\.search/, /maniphest\.search/],
  ])('are found with %s', async (query, found, left) => {
    await allow('maniphest.search')
    const { text } = await admin.open(`${ALL}?application=${clientId}&${query}`)
    expect(text).toMatch(found)
    expect(text).not.toMatch(left)
  })

  it('come back to the same search after they are saved', async () => {
    await allow('maniphest.search')
    const from = `${ALL}?text=maniphest.search&application=${clientId}&state=allowed`
    const saved = await save(await ask('take-away', { rule: rule('maniphest.search') }, from))
    expect(saved.url).toBe(`${from}&done=rules`)
    expect(saved.text).toContain('The rules are saved.')
  })

  it('lead nowhere else, whatever address a form brings', async () => {
    const review = await ask('allow', { rule: rule('user.search'), back: 'https://evil.example/' })
    expect(review.html).not.toContain('evil.example')
    expect((await save(review)).url).toBe(`${ALL}?done=rules`)
  })

  it('come a page at a time, and no address leads beyond the last', async () => {
    for (let i = 0; i < 4; i += 1) await newApplication(`Many ${i}`)
    const first = await admin.open(`${ALL}?state=`)
    expect(first.html.match(/role="row"/g)).toHaveLength(101)
    const [, count] = /Page 1 of (\d+)/.exec(first.text) ?? []
    const last = await admin.open(`${ALL}?state=&page=999`)
    expect(last.text).toContain(`Page ${count} of ${count}`)
  })
})
