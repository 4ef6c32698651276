import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { methodCatalogue, requiredScopes, type Scope } from '../../../sdk/src/index.ts'
import type { UnscopedMethod } from '../../../sdk/src/scoped/scope.ts'
import { codeBlocks } from '../../documentation/code-blocks.ts'
import { compile, type Verdict } from './compiler.ts'
import { conduit } from './conduit.ts'

const before = `
import { Conduit, type Method } from 'phorge-conduit'
declare module 'phorge-conduit' {
  interface Applications {
    readonly acme: { readonly deploy: Method<{ readonly revision: string }, { url: string }> }
  }
}
const conduit = new Conduit({ url: 'https://phorge.example.com' })
const viewer = conduit.withScopes(['maniphest.search', 'maniphest.edit:status', 'maniphest.edit:custom.acme.severity'])
const editor = conduit.withScopes(['maniphest.edit'])
const reporter = conduit.withScopes(['maniphest.edit:create'])
const both = conduit.withScopes(['maniphest.edit:create', 'maniphest.edit:status'])
`

const allowed = [
  `await viewer.maniphest.search({ constraints: { ids: [1] } })`,
  `for await (const task of viewer.maniphest.search()) console.log(task.fields.name)`,
  `(await viewer.maniphest.search({ attachments: { projects: true } })).data[0]?.attachments.projects.projectPHIDs`,
  `(await viewer.call('maniphest.search', { attachments: { projects: true } })).data[0]?.attachments.projects.projectPHIDs`,
  `(await viewer.user.whoami()).userName + (await viewer.call('user.whoami')).userName`,
  `await viewer.maniphest.status.search()`,
  `await viewer.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'status', value: 'resolved' }] })`,
  `await viewer.maniphest.edit({ objectIdentifier: 1, transactions: [{ type: 'custom.acme.severity', value: 3 }] })`,
  `await viewer.call('maniphest.edit', { objectIdentifier: 'T1', transactions: [{ type: 'status', value: 'open' }] })`,
  `await viewer.tasks.close('T1', { status: 'resolved' })`,
  `(await viewer.tasks.get('T1')).title`,
  `await viewer.tasks.statuses()`,
  `(await viewer.call('maniphest.search', {}).withResponse()).data.data[0]?.fields.name`,
  `if (await viewer.can('maniphest.edit:status')) await viewer.require(['maniphest.search'])`,
  `(await viewer.tasks.findByKey({ key: 'x' }))?.title`,
  `(await viewer.lookup.whoami()).userName + (await viewer.lookup.task('T1'))?.fields.name`,
  `await viewer.tasks.edit('T1', { status: 'resolved', transactions: [{ type: 'custom.acme.severity', value: 3 }] })`,
  `await editor.maniphest.edit({ transactions: [{ type: 'title', value: 'x' }] })`,
  `await editor.call('maniphest.edit', { objectIdentifier: 'T1', transactions: [{ type: 'points', value: 3 }] })`,
  `await editor.tasks.close('T1', { comment: 'done' })`,
  `await editor.tasks.edit('T1', { owner: 'PHID-USER-1', subscribers: { add: ['PHID-USER-1'] } })`,
  `await editor.withScopes(['maniphest.edit:comment']).tasks.comment('T1', 'x')`,
  `await reporter.maniphest.edit({ transactions: [{ type: 'title', value: 'x' }, { type: 'priority', value: 'high' }] })`,
  `await reporter.tasks.create({ title: 'x', status: 'open', comment: 'x', owner: 'PHID-USER-1' })`,
  `await both.maniphest.edit({ transactions: [{ type: 'title', value: 'x' }] })`,
  `await both.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'status', value: 'x' }] })`,
  `(await conduit.withScopes(['acme.deploy']).acme.deploy({ revision: 'r1' })).url`,
  `await viewer.as(undefined).tasks.get(viewer.url)`,
]

/** What does not compile, and the scope that the compiler names. */
const refused: readonly (readonly [line: string, names: string])[] = [
  [`await viewer.project.search()`, 'ScopeMissing<"project.search">'],
  [`await viewer.project.search({ constraints: { ids: [1] } })`, 'ScopeMissing<"project.search">'],
  [`await viewer.call('project.search')`, 'ScopeMissing<"project.search">'],
  [`await viewer.call('project.search', { limit: 1 })`, 'ScopeMissing<"project.search">'],
  [`await viewer.acme.deploy({ revision: 'r1' })`, 'ScopeMissing<"acme.deploy">'],
  [`await viewer.paste.edit({ transactions: [] })`, 'ScopeMissing<"paste.edit">'],
  [
    `await viewer.maniphest.edit({ transactions: [{ type: 'status', value: 'open' }] })`,
    '"maniphest.edit:create"',
  ],
  [
    `await viewer.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })`,
    'ScopeMissing<"maniphest.edit:title">',
  ],
  [
    `await viewer.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'projects.add', value: [] }] })`,
    'ScopeMissing<"maniphest.edit:projects.add">',
  ],
  [
    `await viewer.call('maniphest.edit', { objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })`,
    'ScopeMissing<"maniphest.edit:title">',
  ],
  [
    `await both.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })`,
    'ScopeMissing<"maniphest.edit:title">',
  ],
  [
    `await reporter.maniphest.edit({ objectIdentifier: 'T1', transactions: [{ type: 'title', value: 'x' }] })`,
    'ScopeMissing<"maniphest.edit">',
  ],
  [`await viewer.tasks.createOnce({ key: 'x', title: 'x' })`, 'ScopeMissing<"maniphest.edit:create">'],
  [`await viewer.lookup.user('@angie')`, 'ScopeMissing<"user.search">'],
  [`await viewer.tasks.create({ title: 'x' })`, 'ScopeMissing<"maniphest.edit:create">'],
  [`await viewer.tasks.close('T1', { comment: 'done' })`, 'ScopeMissing<"maniphest.edit:comment">'],
  [`await viewer.tasks.comment('T1', 'x')`, 'ScopeMissing<"maniphest.edit:comment">'],
  [`await viewer.tasks.edit('T1', { title: 'x' })`, 'ScopeMissing<"maniphest.edit:title">'],
  [
    `await viewer.tasks.edit('T1', { projects: { add: ['#x'] } })`,
    'ScopeMissing<"maniphest.edit:projects.add">',
  ],
  [
    `await viewer.tasks.edit('T1', { transactions: [{ type: 'points', value: 1 }] })`,
    'ScopeMissing<"maniphest.edit:points">',
  ],
  [`await editor.tasks.edit('T1', { projects: { add: ['#x'] } })`, 'ScopeMissing<"project.search">'],
  [`await editor.tasks.edit('T1', { owner: '@angie' })`, 'ScopeMissing<"user.search">'],
  [`await editor.tasks.get('T1')`, 'ScopeMissing<"maniphest.search">'],
  [`await reporter.tasks.create({ title: 'x', projects: ['#x'] })`, 'ScopeMissing<"project.search">'],
  [`await reporter.tasks.create({ title: 'x', subscribers: ['@angie'] })`, 'ScopeMissing<"user.search">'],
  [`conduit.withScopes(['maniphest.edit:tilte'])`, `Did you mean '"maniphest.edit:title"'?`],
  [`conduit.withScopes(['maniphest.serach'])`, `Did you mean '"maniphest.search"'?`],
  [`conduit.withScopes(['user.whoami'])`, `Type '"user.whoami"' is not assignable to type 'Scope'`],
  [`viewer.withScopes(['project.search'])`, `Type '"project.search"' is not assignable`],
]

describe('a client made for certain scopes', () => {
  let verdicts: ReadonlyMap<string, Verdict>

  beforeAll(async () => {
    const lines = [...allowed, ...refused.map(([line]) => line)]
    const said = await compile({ before, lines })
    verdicts = new Map(lines.map((line, index) => [line, said[index]]))
  }, 60_000)

  test.each(allowed)('compiles: %s', (line) => {
    expect(verdicts.get(line)).toBeUndefined()
  })

  test.each(refused)('does not compile: %s, which needs %s', (line, names) => {
    expect(verdicts.get(line)).toContain(names)
  })
})

test('the guide shows what the compiler says', { timeout: 60_000 }, async () => {
  const guide = join(import.meta.dirname, '../../../docs/types.md')
  const blocks = codeBlocks(guide).filter(({ text }) => text.includes('ScopeMissing'))
  const written = blocks.map(({ text }) => text.trim())
  const lines = [...readFileSync(guide, 'utf8').matchAll(/`(conduit\..*)`:$/gm)].map(([, line = '']) => line)
  const program = codeBlocks(guide).find(({ language }) => language === 'ts')?.text ?? ''
  const verdicts = await compile({ before: program, lines })
  expect(written.length).toBeGreaterThan(1)
  for (const [index, text] of written.entries()) expect(verdicts[index]).toContain(text)
})

test('it is the same client when the program runs', () => {
  expect(conduit.withScopes(['maniphest.search'])).toBe(conduit)
})

test('types and values agree on which methods need no scope', () => {
  const unscoped = [...methodCatalogue.keys()].filter((method) => requiredScopes(method).length === 0)
  const typed: Record<UnscopedMethod, true> = {
    'auth.logout': true,
    'conduit.connect': true,
    'conduit.getcapabilities': true,
    'conduit.getcertificate': true,
    'conduit.ping': true,
    'conduit.query': true,
    'maniphest.priority.search': true,
    'maniphest.status.search': true,
    'user.whoami': true,
  }
  expect(unscoped.sort()).toEqual(Object.keys(typed))
})

test('an edit that applies no transactions has no aspects', () => {
  expectTypeOf<'flag.edit'>().toExtend<Scope>()
  expectTypeOf<'flag.edit:create'>().not.toExtend<Scope>()
  expectTypeOf<'maniphest.edit:create'>().toExtend<Scope>()
  expectTypeOf<'maniphest.edit:custom.acme.severity'>().toExtend<Scope>()
})
